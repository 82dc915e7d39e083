import { expect, test } from 'vitest';
import { renderReport, type Check, type Circumstances } from './report.ts';

const circumstances: Circumstances = {
  stage: 'prod',
  region: 'eu-central-1',
  startedAt: '2026-11-21T06:00:00.000Z',
  tookSeconds: 412,
  versions: { Podium: '0.1.0', Node: '24.21.0' },
};
const check = (changes: Partial<Check>): Check => ({
  name: 'a check',
  groups: ['a group'],
  state: 'passed',
  why: '',
  remarks: [],
  measured: [],
  ...changes,
});

test('says which stage, where, when, with what, and how it went', () => {
  const report = renderReport(circumstances, [check({}), check({}), check({ state: 'failed' })]);
  expect(report).toContain(
    '| prod | eu-central-1 | 2026-11-21T06:00:00.000Z | 412 s | Podium 0.1.0, Node 24.21.0 |',
  );
  expect(report).toContain('**2 passed, 1 failed, 0 skipped.**');
  expect(report).toContain('`2026-11-21 eu-central-1`');
});

test('says why a check failed or was skipped, and what a passed one did not look at', () => {
  const lines = renderReport(circumstances, [
    check({ name: 'one', state: 'failed', why: 'expected 1 to be 2' }),
    check({ name: 'two', state: 'skipped', why: 'no credentials' }),
    check({ name: 'three', groups: [], remarks: ['nobody looked', 'with 3 speakers'] }),
  ]).split('\n');
  expect(lines).toContain('| a group › one | failed | expected 1 to be 2 |');
  expect(lines).toContain('| a group › two | skipped | no credentials |');
  expect(lines).toContain('| three | passed | nobody looked; with 3 speakers |');
});

test('keeps each check in its row, whatever an error says', () => {
  const report = renderReport(circumstances, [check({ state: 'failed', why: 'a | b\n- c\n+ d' })]);
  expect(report).toContain('| a group › a check | failed | a \\| b - c + d |');
});

test('lists what was measured', () => {
  const report = renderReport(circumstances, [check({ measured: ['p50 1 ms', 'p99 2 ms'] })]);
  expect(report).toContain('- p50 1 ms\n- p99 2 ms\n');
});

test('tells a run that did not come to its end', () => {
  expect(renderReport(circumstances, [])).not.toContain('did not come to its end');
  const report = renderReport({ ...circumstances, broken: 'it was interrupted' }, []);
  expect(report).toContain('did not come to its end: it was interrupted.');
});
