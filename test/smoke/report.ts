/** The report of a smoke run, in Markdown. */

export interface Check {
  /** The test's own name. */
  readonly name: string;
  /** The groups that it is in, outermost first. */
  readonly groups: readonly string[];
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped; empty where it passed. */
  readonly why: string;
  /** What a passed check could not look at. */
  readonly remarks: readonly string[];
  readonly measured: readonly string[];
}

export interface Circumstances {
  /** How the stage is called in the report: its name, or its URL. */
  readonly stage: string;
  /** Of AWS, or where else it runs. */
  readonly region: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly tookSeconds: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Why the run ended before all checks were done. */
  readonly broken?: string | undefined;
}

export function renderReport(circumstances: Circumstances, checks: readonly Check[]): string {
  const { stage, region, startedAt, tookSeconds, versions, broken } = circumstances;
  const count = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const versionList = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const measured = checks.flatMap((check) => check.measured);
  return [
    `# Smoke test of ${stage}`,
    '',
    `| stage | region | started | took | versions |`,
    `| --- | --- | --- | --- | --- |`,
    row([stage, region, startedAt, `${tookSeconds} s`, versionList.join(', ')]),
    '',
    `**${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped.**` +
      (broken === undefined ? '' : ` The run did not come to its end: ${broken}.`),
    '',
    `What to write into the column "seen" of docs/not-verified-on-aws.md beside a check that passed: \`${startedAt.slice(0, 10)} ${region}\`.`,
    '',
    '## Measured',
    '',
    ...(measured.length === 0 ? ['Nothing.'] : measured.map((line) => `- ${line}`)),
    '',
    "The functions' own time is not on the wire: it is `durationMs` in their log lines, and the gateway's `integrationLatency` in its access log.",
    '',
    '## Checks',
    '',
    '| check | result | why, or what was not looked at |',
    '| --- | --- | --- |',
    ...checks.map(({ name, groups, state, why, remarks }) =>
      row([[...groups, name].join(' › '), state, [why, ...remarks].filter((text) => text !== '').join('; ')]),
    ),
    '',
  ].join('\n');
}

/** A cell holds one line, and no bar that would end it. */
const row = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim()).join(' | ')} |`;
