/** Names are short enough to be guessed by somebody who may try without limit: joins are counted by source address. */
import { hash } from 'node:crypto';
import { durationMs, epochMs, toEpochSeconds, type DurationMs, type EpochMs } from '../protocol/units.ts';
import { number } from './attributes.ts';
import { createDatabase, type DynamoDB } from './database.ts';
import { expression } from './expressions.ts';
import { joinCount, joinsKey, stored } from './items.ts';

const MINUTE_MS = 60_000;
/** A wrong name is a guess more often than a slip: it counts as this many joins. */
export const WRONG_NAME_POINTS = 50;

interface JoinTerms {
  readonly tableName: string;
  /** Joins that one address has in a minute of the clock; 0 means any number. */
  readonly joinLimit: number;
}

/** Every operation throws DatabaseUnavailable where the database refused or timed out. */
export function createJoinLimit(client: DynamoDB, { tableName, joinLimit: perMinute }: JoinTerms) {
  const database = createDatabase(client, tableName);

  /** One conditional write, so that it cannot be raced. 1 write unit. */
  async function count(address: string, now: EpochMs, points: number): Promise<DurationMs | undefined> {
    if (perMinute === 0) return undefined;
    const minute = Math.floor(now / MINUTE_MS);
    const { written } = await database.update(joinsKey(hashedNetwork(address), minute), {
      guard: expression(`attribute_not_exists(${joinCount.points}) OR ${joinCount.points} < :most`, {
        ':most': number(perMinute),
      }),
      update: expression(`SET ${stored.ttl} = :ttl ADD ${joinCount.points} :points`, {
        ':ttl': number(toEpochSeconds(epochMs((minute + 2) * MINUTE_MS))),
        ':points': number(points),
      }),
    });
    return written ? undefined : durationMs((minute + 1) * MINUTE_MS - now);
  }

  return {
    /** @returns how long the address has to wait, or undefined where it may join */
    joins: (address: string, now: EpochMs): Promise<DurationMs | undefined> => count(address, now, 1),
    /** After a name that nobody has. */
    async guessed(address: string, now: EpochMs): Promise<void> {
      await count(address, now, WRONG_NAME_POINTS);
    },
  };
}

/** Hashed: nobody needs to know it again. */
const hashedNetwork = (address: string): string =>
  hash('sha256', networkOf(address), 'base64url').slice(0, 16);

const IPV6_GROUPS = 8;
const NETWORK_GROUPS = 4;

/**
 * RFC 4291, section 2.5.4: who has one address of IPv6 has the 2^64 beside it. The same network is written in several
 * ways, with and without its zeros (section 2.2).
 */
function networkOf(address: string): string {
  // An address of IPv4, as a socket for both has it.
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [head = [], tail = []] = plain
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const leftOut = Array.from({ length: Math.max(0, IPV6_GROUPS - head.length - tail.length) }, () => '0');
  return [...head, ...leftOut, ...tail]
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
