// The metrics, from the lines that real handlers write: each is there when its outcome is, and only then.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  closings,
  failures,
  origins,
  otherCounters,
  refusals,
  sessionCounters,
  successes,
} from '../../../infra/metrics.ts';
import { firstLineCold } from '../../../lambdas/runtime/log.ts';
import { knock, lineOf, type Line } from '../../support/emitted.ts';
import { everyLine, outcomeNames, play, playWhole, type OutcomeName } from '../../support/outcomes.ts';
import { START } from '../../support/speaker.ts';

let every: readonly Line[];
/** Of what somebody asked for. */
let lines: readonly Line[];
beforeAll(async () => {
  every = await everyLine();
  lines = every.filter(({ action }) => action !== 'history');
});

/** What CloudWatch makes of a line: `{"stage":"prod","outcome":"…"} durationMs` -> value. */
function metricsOf(line: Line): Record<string, number> {
  return Object.fromEntries(
    line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
      Dimensions.flatMap((names) =>
        Metrics.map(({ Name }) => [
          [...names.map((name) => `${name}=${String(line[name])}`), Name].join(' '),
          line[Name] as number,
        ]),
      ),
    ),
  );
}
const counters: readonly string[] = [...sessionCounters, ...otherCounters];
/** The counters of a line that CloudWatch would count. */
const counted = (line: Line) =>
  Object.fromEntries(
    counters.flatMap((name) => {
      const value = metricsOf(line)[`stage=prod ${name}`];
      return value === undefined ? [] : [[name, value]];
    }),
  );

describe('counted is', () => {
  test.each<[OutcomeName, Record<string, number>]>([
    ['created', { created: 1 }],
    ['created where one had expired', { created: 1, expired: 1 }],
    ['created again by a retry', {}],
    ['reused', { reused: 1 }],
    ['resumed', { resumed: 1 }],
    ['superseded', { superseded: 1 }],
    ['superseded, and the loser is gone', { superseded: 1, pushGone: 1 }],
    ['updated', {}],
    ['updated where a rival came first', { conflicts: 1 }],
    ['created where a rival came first', { reused: 1, conflicts: 1 }],
    ['created where rivals come first every time', { conflicts: 3 }],
    ['kept alive', {}],
    ['ended', { ended: 1 }],
    ['ended again by a retry', {}],
    ['heard', {}],
    ['heard in the next heartbeat interval', { sending: 1 }],
    ['heard by all but one who is gone', { pushGone: 1 }],
    ['heard by all but one who takes nothing', { listenersCut: 1 }],
    ['joined', {}],
    ['left', {}],
    ['changed, and nobody can be told', { untold: 1 }],
    ['SESSION_FULL', { refused: 1 }],
    ['SESSION_EXPIRED', { refused: 1 }],
    ['TOKEN_EXPIRED, and nobody hears it', { refused: 1, pushGone: 1 }],
    ['UNAVAILABLE', {}],
    ['INTERNAL_ERROR', {}],
    ['closed by the network', {}],
  ])('a session %s', async (name, counts) => {
    expect(counted(await play(name))).toEqual(counts);
  });

  test.each(outcomeNames)('what was written, as the history tells it: %s', async (name) => {
    const { lines: written, changes } = await playWhole(name);
    const words = changes.map((kind) => (kind === 'takenOver' ? 'superseded' : kind));
    for (const counter of sessionCounters)
      expect([counter, written.filter((line) => line[counter] === 1).length]).toEqual([
        counter,
        words.filter((word) => word === counter).length,
      ]);
  });

  test('every refusal, by its code', async () => {
    const refused = lines.filter((line) => line['refused'] === 1);
    expect(new Set(refused.map(({ outcome }) => outcome))).toEqual(new Set(refusals));
    for (const line of refused) expect(counted(line)).toMatchObject({ refused: 1 });
  });

  test('every write that the history leaves out because it cannot be read, and none that comes again', () => {
    const told = every.filter(({ action }) => action === 'history');
    expect(told.map((line) => [line.outcome, counted(line)])).toEqual([
      ['skipped', { historySkipped: 1 }],
      ['retried', {}],
    ]);
  });

  test('a cold start, at the first line of a process and at no other', () => {
    const written: string[] = [];
    const log = firstLineCold((text) => written.push(text));
    const line = {
      level: 'info',
      action: 'heartbeat',
      outcome: 'heartbeatAck',
      at: START,
      stage: 'prod',
      connectionId: 'c=',
      gatewayRequestId: 'g',
      durationMs: 1,
    } as const;
    log(line);
    log(line);
    expect(written.map(lineOf).map(counted)).toEqual([{ coldStart: 1 }, {}]);
  });
});

describe('who closed a connection', () => {
  test.each<[OutcomeName, (typeof origins)[number], number]>([
    ['closed by the client', 'client', 1],
    ['closed by the network', 'network', 0],
    ['closed by the server', 'server', 0],
    ['closed by the gateway for a frame', 'gateway', 180],
    ['closed by the gateway early', 'gateway', 9],
    ['closed by the gateway, silent for 10 min', 'gatewayIdle', 10],
    ['closed by the gateway just before 2 h', 'gatewayIdle', 119],
    ['closed by the gateway at 2 h', 'gatewayAge', 120],
  ])('%s is %s, after %i min', async (name, by, minutes) => {
    const metrics = metricsOf(await play(name));
    expect(metrics[`stage=prod closedBy=${by} ageMs`]).toBe(minutes * 60_000);
    // Nobody waits for it: it must not make the stage look quick.
    expect(metrics).not.toHaveProperty('stage=prod durationMs');
  });
});

test('every origin of a close there is happens here', () => {
  const closed = lines.flatMap(({ closedBy }) => (closedBy === undefined ? [] : [closedBy]));
  expect(new Set(closed)).toEqual(new Set(origins));
});

describe('milliseconds', () => {
  test('are told for every outcome there is, by its name', () => {
    const told = new Set(
      lines.flatMap((line) => Object.keys(metricsOf(line)).filter((name) => name.includes('outcome='))),
    );
    const expected = [...successes, ...refusals, ...failures, ...closings];
    expect(told).toEqual(new Set(expected.map((outcome) => `stage=prod outcome=${outcome} durationMs`)));
  });

  test('of all that somebody waits for are told together, too', () => {
    for (const line of lines)
      expect('stage=prod durationMs' in metricsOf(line)).toBe(line['action'] !== '$disconnect');
  });

  test('are whole, and those that passed', () => {
    for (const { durationMs } of lines) expect(durationMs).toSatisfy(Number.isSafeInteger);
  });
});

describe('the embedded metric format', () => {
  test('has a number in the line for each metric, and a text for each dimension', () => {
    expect(every.length).toBe(outcomeNames.length + 4);
    for (const line of every)
      for (const { Dimensions, Metrics, Namespace } of line._aws.CloudWatchMetrics) {
        expect(Namespace).toBe('Podium');
        expect(Dimensions.length).toBeGreaterThan(0);
        for (const name of Dimensions.flat()) expect(line[name]).toMatch(/^[\x21-\x7e]{1,250}$/);
        expect(Metrics.length).toBeGreaterThan(0);
        for (const { Name } of Metrics) expect(line[Name]).toBeTypeOf('number');
      }
  });

  test('has no counter in a line that is not told as a metric, and tells no metric twice', () => {
    for (const line of every) {
      for (const name of counters.filter((counter) => counter in line))
        expect(counted(line)).toHaveProperty(name);
      const names = line._aws.CloudWatchMetrics.flatMap(({ Dimensions, Metrics }) =>
        Dimensions.flatMap((dimensions) => Metrics.map(({ Name }) => `${dimensions.join()} ${Name}`)),
      );
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('has the time at which the gateway had the message', async () => {
    expect((await play('kept alive'))._aws.Timestamp).toBe(START + 60_000);
    expect((await knock('https://evil.example', true))?._aws.Timestamp).toBe(START);
    // Of a record that may be old: when it was found out.
    expect(every.find(({ outcome }) => outcome === 'skipped')?._aws.Timestamp).toBe(START);
  });

  test('costs a heartbeat few bytes', async () => {
    const { _aws, ...fields } = await play('kept alive');
    expect(JSON.stringify(_aws).length).toBeLessThanOrEqual(190);
    expect(JSON.stringify(fields).length).toBeLessThanOrEqual(300);
  });
});

test('a stage has as many metrics as docs/cost.md reckons with', () => {
  const names = new Set(every.flatMap((line) => Object.keys(metricsOf(line))));
  expect(readFileSync('docs/cost.md', 'utf8')).toContain(`${names.size} metrics`);
});

test('no line holds a token, a body or a name', () => {
  const texts = JSON.stringify(every);
  expect(texts).toContain('"action":"history"');
  expect(texts).not.toMatch(/bearer|eyJ|speaker-|anna|"de"|"en"|tlh|xxx/);
});
