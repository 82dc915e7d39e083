// `npm run bench`: measures, in one run and on any machine, where Podium stands. It gives no verdict on speed.
import { chapters } from './bench/chapters.ts';
import { circumstances } from './bench/circumstances.ts';
import { parseBenchFlags, USAGE } from './bench/flags.ts';
import { terminalTable } from './bench/terminal-table.ts';
import { endWith, Stopped } from './cdk.ts';

const say = (line: string) => console.log(line);

await endWith(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    say(USAGE);
    return;
  }
  const names = chapters.map(({ name }) => name);
  const { quick, chapters: chosen } = parseBenchFlags(args, names);
  for (const [what, value] of Object.entries(circumstances(new Date()))) say(`${what.padEnd(8)} ${value}`);
  const wrong: string[] = [];
  for (const chapter of chapters.filter(({ name }) => chosen.includes(name))) {
    say(`\n${chapter.title}`);
    const findings = await chapter.run({ quick, say: (line) => say(`  ${line}`) });
    for (const table of findings.tables) say(`\n${terminalTable(table)}`);
    wrong.push(...findings.wrong);
  }
  if (wrong.length > 0) throw new Stopped(`\n${wrong.map((sentence) => `WRONG: ${sentence}`).join('\n')}`);
});
