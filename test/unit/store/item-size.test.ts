// The speaker's item at its fullest, by DynamoDB's own rules: names in UTF-8, and each value by its type
// (DynamoDB developer guide, "DynamoDB item sizes and formats").
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import {
  epochMs,
  type ClientId,
  type ConnectionId,
  type RequestId,
  type SessionId,
  type SpeakerId,
} from '#protocol/units.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import {
  connectionSlot,
  factAttribute,
  fromAttributes,
  speakerKey,
  toAttributes,
} from '../../../lambdas/store/items.ts';
import { adjectives, nouns } from '../../../lambdas/store/words.ts';
import { START } from '../../support/speaker.ts';

const utf8 = (text: string) => Buffer.byteLength(text);

function sizeOf(value: AttributeValue): number {
  if (value.S !== undefined) return utf8(value.S);
  if (value.B !== undefined) return value.B.byteLength;
  if (value.BOOL !== undefined) return 1;
  // Two digits a byte, one byte for the sign or length, one to spare.
  if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, '').length / 2) + 2;
  if (value.M !== undefined)
    return (
      3 + Object.entries(value.M).reduce((sum, [name, entry]) => sum + 1 + utf8(name) + sizeOf(entry), 0)
    );
  throw new Error('a type that the item does not use');
}

const longest = (words: readonly string[]) => Math.max(...words.map(({ length }) => length));
const uuid = 'ffffffff-ffff-4fff-bfff-ffffffffffff';
const late = epochMs(START + 50 * 365 * 24 * 3_600_000);
const connectionId = 'Lq3V2dGdIAMCKZA='.padEnd(20, '=') as ConnectionId;

const fullest: SpeakerItem = {
  speakerId: 's'.repeat(255) as SpeakerId,
  sessionId: `${'a'.repeat(longest(adjectives))}-${'n'.repeat(longest(nouns))}-9999` as SessionId,
  status: 'ended',
  endReason: 'operator',
  epoch: 1_000_000,
  claimedSeq: Number.MAX_SAFE_INTEGER,
  change: 1_000_000,
  owner: { connectionId, clientId: uuid as ClientId, connectionNumber: Number.MAX_SAFE_INTEGER },
  leaseUntil: late,
  expiresAt: late,
  createdAt: late,
  settings: {
    sourceLanguage: 'zh-cmn-Hans-CN',
    qualityTier: 'standard',
    paused: true,
    muted: true,
    volume: 100,
  },
  creates: Array.from({ length: 4 }, () => ({
    requestId: uuid as RequestId,
    acceptedAt: late,
    made: true,
    fate: 'expired' as const,
  })),
  connections: Array.from({ length: 4 }, () => ({
    connectionId,
    epoch: 1_000_000,
    openedAt: late,
    closed: { at: late, code: 4999, by: 'network' as const },
  })),
  createWindow: { startedAt: late, count: 1_000_000 },
};

const slotsOf = ({ connections }: SpeakerItem): Record<string, AttributeValue> =>
  Object.fromEntries(
    connections.flatMap((fact, index): [string, AttributeValue][] => [
      [connectionSlot(index).fact, factAttribute(fact)],
      [connectionSlot(index).epoch, { N: String(fact.epoch) }],
    ]),
  );
const attributes: Record<string, AttributeValue> = {
  ...speakerKey(fullest.speakerId),
  ...toAttributes(fullest),
  ...slotsOf(fullest),
};
const bytes = (item: Record<string, AttributeValue>) =>
  Object.entries(item).reduce((sum, [name, value]) => sum + utf8(name) + sizeOf(value), 0);

test('an item at its fullest stays under one write unit, even with the longest subject that OpenID allows', () => {
  expect(bytes(attributes)).toBeLessThan(1_024);
  const cognito = { ...attributes, ...speakerKey(uuid as SpeakerId) };
  expect(bytes(cognito)).toBeLessThan(800);
});

test('what is written is what is read', () => {
  expect(fromAttributes(fullest.speakerId, attributes)).toEqual(fullest);
});

test('a damaged item, or one of a later release, is a defect and not a default', () => {
  const damaged = Object.fromEntries(Object.entries(attributes).filter(([name]) => name !== 'lu'));
  expect(() => fromAttributes(fullest.speakerId, damaged)).toThrow('damaged at lu');
  expect(() => fromAttributes(fullest.speakerId, { ...attributes, sv: { N: '2' } })).toThrow(
    'unknown schema',
  );
});

test('there are more than 10^9 names, of words that are each there once', () => {
  expect(adjectives.length * nouns.length * 9_000).toBeGreaterThan(10 ** 9);
  expect(new Set([...adjectives, ...nouns]).size).toBe(adjectives.length + nouns.length);
  for (const word of [...adjectives, ...nouns]) expect(word).toMatch(/^[a-z]{3,7}$/);
});
