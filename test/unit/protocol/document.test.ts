// PROTOCOL.md is the contract for people, lambdas/protocol the one for machines: they say the same.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { clientMessages, listenerMessages } from '#protocol/client-messages.ts';
import { errors } from '#protocol/errors.ts';
import { frame } from '#protocol/frames.ts';
import {
  limits,
  LISTENER_SUBPROTOCOL_PREFIX,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
} from '#protocol/limits.ts';
import { serverMessages } from '#protocol/server-messages.ts';
import { defaults } from '../../../lambdas/runtime/environment.ts';
import { overviewDifferences, sceneDifferences, violationDifferences } from './examples-as-documented.ts';
import { fieldDifferences, messageDifferences } from './messages-as-documented.ts';
import { sectionOf } from './document.ts';
import { errorDifferences, handshakeDifferences, numberDifferences } from './tables-as-documented.ts';

const document = readFileSync(new URL('../../../PROTOCOL.md', import.meta.url), 'utf8');

const known = { codes: errors, retries: serverMessages.error.entries.retry.options };
const handshake = {
  protocol: SUBPROTOCOL,
  'prefix of a token': TOKEN_SUBPROTOCOL_PREFIX,
  'prefix of a session to follow': LISTENER_SUBPROTOCOL_PREFIX,
};

const allDifferences = (text: string): readonly string[] => [
  ...messageDifferences(text, clientMessages, 'client'),
  ...messageDifferences(text, listenerMessages, 'listener'),
  ...messageDifferences(text, serverMessages, 'server'),
  ...fieldDifferences(text, 'a frame', sectionOf(text, 'A frame'), frame.entries),
  ...errorDifferences(text, known),
  ...numberDifferences(text, 'limit', limits),
  ...numberDifferences(text, 'setting', defaults),
  ...handshakeDifferences(text, handshake),
  ...overviewDifferences(text),
  ...violationDifferences(text),
  ...sceneDifferences(text),
];

describe('PROTOCOL.md', () => {
  test('says what the code says, all of it and nothing else', () => {
    expect(allDifferences(document)).toEqual([]);
  });
});

describe('a document that says something else is found out', () => {
  test.each<[what: string, from: RegExp, to: string, difference: string]>([
    ['a field is left out', /^\| `reused`.*\n/m, '', 'fields of sessionCreated: reused is missing'],
    [
      'a field is left out of the snapshot',
      /^\| `heartbeatIntervalMs`.*\n/m,
      '',
      'fields of sessionUpdated: heartbeatIntervalMs is missing',
    ],
    ['a field is invented', /^\| `reused`/m, '| `reborn`', 'fields of sessionCreated: reborn does not exist'],
    [
      'a field loses its default',
      /optional, default `false`/,
      'optional',
      'resumeSession.takeover is optional',
    ],
    ['a field is of another kind', /^(\| `volume` +\| )volume /m, '$1tally ', 'updateSession.volume refuses'],
    ['a message is left out', /^### `heartbeatAck`/m, '### Acknowledged', 'heartbeatAck is missing'],
    ['a message is invented', /^### `heartbeatAck`/m, '### `pulse`\n\n$&', 'pulse does not exist'],
    ['a value of a field is left out', /, `"interrupted"`/g, '', 'interrupted is missing'],
    ['a value of a field is invented', /`"premium"`/, '`"premium"`, `"gold"`', 'gold does not exist'],
    ['an error code is left out', /^\| `UNAVAILABLE`.*\n/m, '', 'error codes: UNAVAILABLE is missing'],
    ['an error code is invented', /^\| `UNAVAILABLE`/m, '| `ON_FIRE`', 'error codes: ON_FIRE does not exist'],
    [
      'an error is retried otherwise',
      /^(\| `TOKEN_EXPIRED` +\| )`\w+`/m,
      '$1`never`',
      'retried withNewToken',
    ],
    ['a way to retry is left out', /^\| `afterCreate`.*\n/m, '', 'ways to retry: afterCreate is missing'],
    [
      'a limit is another',
      /4,096 bytes/,
      '4,095 bytes',
      'controlMessageBytes is 4,096 bytes, not 4,095 bytes',
    ],
    ['a limit is left out', /^\| `tokenBytes`.*\n/m, '', 'limits: tokenBytes is missing'],
    ['a setting is another', /43,200,000 ms/, '86,400,000 ms', 'SESSION_MS is 43,200,000 ms'],
    ['the subprotocol is another', /(\| protocol +\| )`podium.v1`/, '$1`podium.v2`', 'protocol: podium.v1'],
    ['an action has no reply', /(\| `heartbeat` +\| )`heartbeatAck`/, '$1`pong`', 'pong is no reply'],
    ['a wrong message is answered otherwise', /(volume":101}`.*)INVALID/, '$1UNKNOWN', 'INVALID_MESSAGE'],
    ['a scene uses a field that is not there', /"paused":true}/, '"hushed":true}', 'has no hushed'],
    ['a scene gives a field a wrong value', /"epoch":2,"takeover"/, '"epoch":0,"takeover"', 'has no epoch'],
  ])('%s', (_what, from, to, difference) => {
    const changed = document.replace(from, to);
    expect(changed).not.toBe(document);
    expect(allDifferences(changed).join('\n')).toContain(difference);
  });
});

describe('code that grew past the document is found out', () => {
  test('a new field of a message', () => {
    const { entries } = clientMessages.heartbeat;
    const heartbeat = v.object({ ...entries, mood: v.optional(v.string()) });
    expect(messageDifferences(document, { ...clientMessages, heartbeat }, 'client')).toEqual([
      'fields of heartbeat: mood is missing',
    ]);
  });

  test('a new message, error code, limit and setting', () => {
    const dance = v.object({ action: v.literal('dance') });
    expect([
      ...messageDifferences(document, { ...clientMessages, dance }, 'client'),
      ...errorDifferences(document, { ...known, codes: { ...errors, ON_FIRE: { retry: 'never' } } }),
      ...numberDifferences(document, 'limit', { ...limits, framesAtOnce: 50 }),
      ...numberDifferences(document, 'setting', { ...defaults, DANCE_LIMIT: 1_000 }),
    ]).toEqual([
      'messages of a client: dance is missing',
      'error codes: ON_FIRE is missing',
      'limits: framesAtOnce is missing',
      'settings: DANCE_LIMIT is missing',
    ]);
  });
});
