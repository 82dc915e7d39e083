/** Tells how the checks go while they go, and what the report needs of each. */
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import type { Check } from './report.ts';
import type { Told } from './run.ts';

const SIGNS: Readonly<Record<Check['state'], string>> = { passed: 'ok  ', failed: 'FAIL', skipped: 'skip' };
/** A failure that prints two objects would fill the page. */
const LONGEST_WHY = 400;

export class SmokeReporter implements Reporter {
  readonly #tell: (told: Told) => void;

  constructor(tell: (told: Told) => void) {
    this.#tell = tell;
  }

  onTestCaseResult(testCase: TestCase): void {
    const check = checkOf(testCase);
    this.#tell({ kind: 'check', check });
    const seconds = ((testCase.diagnostic()?.duration ?? 0) / 1000).toFixed(1);
    const behind = check.why === '' ? '' : `: ${check.why}`;
    this.#say(
      `${SIGNS[check.state]} ${seconds.padStart(6)} s  ${[...check.groups, check.name].join(' › ')}${behind}`,
    );
    for (const line of [...check.remarks, ...check.measured]) this.#say(`                ${line}`);
  }

  onUserConsoleLog({ content }: { readonly content: string }): void {
    this.#say(content.trimEnd());
  }

  onTestModuleEnd(module: TestModule): void {
    this.#failed(module.errors());
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#failed(suite.errors());
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly { readonly message: string }[]): void {
    this.#failed(errors);
  }

  #say(line: string): void {
    this.#tell({ kind: 'line', line });
  }

  #failed(errors: readonly { readonly message: string }[]): void {
    for (const { message } of errors) {
      this.#tell({ kind: 'failure', why: oneLine(message) });
      this.#say(`FAIL           ${oneLine(message)}`);
    }
  }
}

function checkOf(testCase: TestCase): Check {
  const result = testCase.result();
  const annotations = testCase.annotations();
  const why =
    result.state === 'skipped'
      ? (result.note ?? 'not reached')
      : (result.errors ?? []).map(({ message }) => oneLine(message)).join('; ');
  return {
    name: testCase.name,
    groups: groupsOf(testCase),
    state: result.state === 'pending' ? 'skipped' : result.state,
    why,
    remarks: [
      ...new Set(annotations.filter(({ type }) => type !== 'measured').map(({ message }) => message)),
    ],
    measured: annotations.filter(({ type }) => type === 'measured').map(({ message }) => message),
  };
}

function groupsOf({ parent }: TestCase | TestSuite): string[] {
  return parent.type === 'module' ? [] : [...groupsOf(parent), parent.name];
}

const oneLine = (text: string): string => {
  const line = stripVTControlCharacters(text).replaceAll(/\s+/g, ' ').trim();
  return line.length > LONGEST_WHY ? `${line.slice(0, LONGEST_WHY)} …` : line;
};
