// `npm run bench`: measures, in one run and on any machine, where Podium stands. It gives no verdict on speed.
import { chapters } from './bench/chapters.ts';
import { circumstances } from './bench/circumstances.ts';
import { goalsTable, writeDocument, type Found } from './bench/document.ts';
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
  const { quick, write, chapters: chosen } = parseBenchFlags(args, names);
  const at = circumstances(new Date());
  for (const [what, value] of Object.entries(at)) say(`${what.padEnd(8)} ${value}`);
  const found: Found[] = [];
  const startedMs = performance.now();
  const seconds = (sinceMs: number) => `${Math.round((performance.now() - sinceMs) / 1_000)} s`;
  for (const chapter of chapters.filter(({ name }) => chosen.includes(name))) {
    say(`\n${chapter.title}`);
    const chapterStartedMs = performance.now();
    const findings = await chapter.run({ quick, say: (line) => say(`  ${line}`) });
    for (const table of findings.tables) say(`\n${terminalTable(table)}`);
    say(`\n${chapter.name} took ${seconds(chapterStartedMs)}`);
    found.push({ chapter, findings });
  }
  const took = seconds(startedMs);
  say(`\ntogether ${took}`);
  const goals = found.flatMap(({ findings }) => findings.goals ?? []);
  // A quick run measures too little of anything to be held against a goal.
  if (!quick && goals.length > 0) say(`\n${terminalTable(goalsTable(goals))}`);
  const wrong = found.flatMap(({ findings }) => findings.wrong);
  if (wrong.length > 0) throw new Stopped(`\n${wrong.map((sentence) => `WRONG: ${sentence}`).join('\n')}`);
  if (write) say(`\nwritten: ${(await writeDocument({ ...at, took }, found)).join(', ')}`);
});
