// `npm run smoke`: proves a stage, deployed or local, from outside, and writes a report.
import { readFileSync, writeFileSync } from 'node:fs';
import { renderReport } from '../test/smoke/report.ts';
import { runChecks } from '../test/smoke/run.ts';
import { endWith, Stopped } from './cdk.ts';
import { parseSmokeFlags, USAGE } from './smoke/flags.ts';
import { atPlace, type Place } from './smoke/place.ts';

const say = (line: string) => console.log(line);
const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (!interruption.signal.aborted) say('Interrupted: cleaning up.');
    interruption.abort();
  });

await endWith(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    say(USAGE);
    return;
  }
  const flags = parseSmokeFlags(args, process.env['PODIUM_TOKENS']);
  const interrupted = interruption.signal;
  await atPlace(flags, { say, interrupted, use: (place) => check(place, flags.report, interrupted) });
});
if (interruption.signal.aborted) process.exitCode = 130;

/** @throws Stopped where anything failed; what it was has been said */
async function check(place: Place, reportFile: string | undefined, interrupted: AbortSignal): Promise<void> {
  const startedAt = new Date();
  say(`Checking ${place.name} at ${place.target.url}.`);
  const { checks, failures } = await runChecks(place.target, say, interrupted);
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  const circumstances = {
    stage: place.name,
    region: place.region,
    startedAt: startedAt.toISOString(),
    tookSeconds: Math.round((Date.now() - startedAt.getTime()) / 1000),
    versions: { Podium: version, Node: process.versions.node },
    broken: interrupted.aborted
      ? 'it was interrupted'
      : failures.length > 0
        ? failures.join('; ')
        : undefined,
  };
  const file = reportFile ?? `smoke-${place.shortName}-${circumstances.startedAt.slice(0, 10)}.md`;
  writeFileSync(file, renderReport(circumstances, checks));
  const count = (state: string) => checks.filter((made) => made.state === state).length;
  say(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped. Report: ${file}`);
  if (count('failed') > 0 || circumstances.broken !== undefined) throw new Stopped('');
}
