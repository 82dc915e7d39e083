// The smoke test itself, in small, on a local stack; and the page that names its checks.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutTokens } from './without-tokens.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'podium-smoke-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const smoke = (args: readonly string[]) => {
  const child = spawn(process.execPath, ['scripts/smoke.ts', ...args], {
    cwd: root,
    // Its own vitest must not think that it is a worker of this one.
    env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'))),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  const done = Promise.all([text(child.stderr), once(child, 'close')]).then(([stderr]) => ({
    stdout,
    stderr,
    code: child.exitCode,
  }));
  return { child, done };
};

describe('a small run on a local stack', () => {
  const file = join(folder, 'report.md');
  let outcome: Awaited<ReturnType<typeof smoke>['done']>;
  let report = '';
  beforeAll(async () => {
    const counts = ['--creations', '12', '--repetitions', '1', '--open-seconds', '1'];
    outcome = await smoke([...counts, '--report', file]).done;
    report = readFileSync(file, 'utf8');
  }, 300_000);

  test('passes every check, says how each went, and where the report is', () => {
    expect(outcome.stderr).toBe('');
    expect(outcome.stdout).not.toMatch(/^(FAIL|skip)/m);
    expect(outcome.stdout).toMatch(/^\d+ passed, 0 failed, 0 skipped\. Report: /m);
    expect(outcome.stdout).toContain(file);
    expect(outcome.code).toBe(0);
  });

  test('reports the gateway suite, the five post-mortems and the measurements', () => {
    expect(report).toContain('| the stage under smoke › keeps the socket open after a reply | passed |');
    for (const postMortem of [1, 2, 4, 5])
      expect(report).toMatch(new RegExp(`run 1 › ${postMortem}\\. .* passed`));
    expect(report).toMatch(/run 1 › 3\. a socket cut around the reply › before it: .* passed/);
    expect(report).toMatch(/createSession, as the client sees it: p50 \d+ ms, p95 \d+ ms, p99 \d+ ms/);
    expect(report).toContain('(of 12)');
  });

  test('tells no token', () => {
    expect(outcome.stdout + outcome.stderr + report).not.toMatch(/eyJ[\w-]{16}/);
  });

  test('has every check that docs/not-verified-on-aws.md names', () => {
    const page = readFileSync(join(root, 'docs/not-verified-on-aws.md'), 'utf8');
    const named = [...page.matchAll(/“([^”…]+)”/g)].map(([, name = '']) => name);
    const checks = report.split('\n').flatMap((line) => /^\| (.+) \| passed \|/.exec(line)?.[1] ?? []);
    expect(named.length).toBeGreaterThan(15);
    expect(
      named.filter((name) => !checks.some((check) => check === name || check.endsWith(` › ${name}`))),
    ).toEqual([]);
  });
});

test('what is left of a token is nothing, whole or cut off', () => {
  expect(withoutTokens('protocols ["podium.v1","x.eyJhbGci.eyJzdWIi.c2ln-_"] eyJhbG …')).toBe(
    'protocols ["podium.v1","x.[token]"] [token] …',
  );
});

test('each claim of docs/not-verified-on-aws.md says which check shows it, or how to see it by hand', () => {
  const page = readFileSync(join(root, 'docs/not-verified-on-aws.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('|') && !/^\| (to be shown|-)/.test(line));
  expect(rows.length).toBeGreaterThan(35);
  expect(rows.filter((row) => !/\| (Smoke: “|By hand: )/.test(row))).toEqual([]);
});

test('an interrupted run reports what it saw so far, and says that it was interrupted', async () => {
  const file = join(folder, 'interrupted.md');
  const { child, done } = smoke(['--open-seconds', '60', '--report', file]);
  child.stdout.on('data', (chunk: string) => {
    if (chunk.includes('with 401')) child.kill('SIGINT');
  });
  const { code, stdout } = await done;
  expect(stdout).toContain('Interrupted: cleaning up.');
  expect(code).toBe(130);
  expect(readFileSync(file, 'utf8')).toContain('did not come to its end: it was interrupted.');
});
