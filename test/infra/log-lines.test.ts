// The line that the gateway is reckoned to write, beside the one that it is told to.
import { expect, test } from 'vitest';
import { accessLogFormat } from '../../infra/constructs/access-log.ts';
import { othersLines } from '../../scripts/bench/counts/prices.ts';

test('the example by which the gateway’s log lines are paid has their fields', () => {
  const fields = (text: string) => Object.keys(JSON.parse(text) as object);
  expect(fields(othersLines.gateway)).toEqual(fields(accessLogFormat.toString()));
});
