/** How the speaker's item is stored. The short names keep its worst case under one write unit (1,024 bytes). */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { limits } from '../protocol/limits.ts';
import {
  epochMs,
  later,
  toEpochSeconds,
  type ClientId,
  type ConnectionId,
  type EpochMs,
  type RequestId,
  type SessionId,
  type SpeakerId,
} from '../protocol/units.ts';
import { flag, number, Reader, text, uuid, type Attributes } from './attributes.ts';
import {
  REMEMBERED_CONNECTIONS,
  type ConnectionFact,
  type RememberedCreate,
  type Settings,
  type SpeakerItem,
} from '../session/speaker-item.ts';

/** Stored attribute names; everywhere else they have their full ones. None is a reserved word of DynamoDB. */
export const stored = {
  key: 'pk',
  schema: 'sv',
  sessionId: 'si',
  status: 'st',
  epoch: 'ep',
  change: 'ch',
  /** Absent in items of before there were frames: 0. */
  claimedSeq: 'cs',
  connectionId: 'oc',
  clientId: 'ow',
  connectionNumber: 'cn',
  leaseUntil: 'lu',
  expiresAt: 'ea',
  createdAt: 'ca',
  paused: 'pa',
  muted: 'mu',
  volume: 'vo',
  sourceLanguage: 'sl',
  qualityTier: 'qt',
  windowStartedAt: 'rs',
  windowCount: 'rc',
  ttl: 'tt',
} as const;

/** Slots, newest first. `create` 0 to 3: requestId, when accepted, and two letters: how, and its fate. */
export const createSlot = (index: number) =>
  ({ requestId: `q${index}`, acceptedAt: `a${index}`, outcome: `w${index}` }) as const;
/** `fact` is a map {c: connectionId, o: opened, z: closed, d: close code, b: by whom}; its epoch stands beside it. */
export const connectionSlot = (index: number) => ({ fact: `f${index}`, epoch: `e${index}` }) as const;

export const slots = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const createSlots = slots(limits.rememberedCreates).map(createSlot);
const connectionSlots = slots(REMEMBERED_CONNECTIONS).map(connectionSlot);

/** The item that reserves a session's name: for whom, by which command. */
export const reservation = { speaker: 'sp', requestId: 'rq' } as const;

/**
 * The item of those who follow a session: the connections as one set, so that a strong read of a hundred of them is one
 * read unit, and what they were told last.
 */
export const roster = { connections: 'li', toldAt: 'ta', toldCount: 'tc', toldLease: 'tl' } as const;

/** The item that counts the joins from one address in one minute. */
export const joinCount = { points: 'jp' } as const;

/** Kept a day beyond the session, so that a late retry still meets the memory of its requestId. */
export const TTL_AFTER_EXPIRY_MS = 24 * 60 * 60_000;
const SCHEMA = 1;

/** What the keys of speakers' items begin with. */
export const SPEAKER = 'SPEAKER#';
export const speakerKey = (speakerId: SpeakerId): Attributes => ({
  [stored.key]: text(`${SPEAKER}${speakerId}`),
});
/** Whose item has that key; undefined for a key of another kind. */
export const speakerOf = (key: string): SpeakerId | undefined =>
  key.startsWith(SPEAKER) ? (key.slice(SPEAKER.length) as SpeakerId) : undefined;
export const sessionKey = (sessionId: SessionId): Attributes => ({
  [stored.key]: text(`SESSION#${sessionId}`),
});

export const listenersKey = (sessionId: SessionId): Attributes => ({
  [stored.key]: text(`LISTENERS#${sessionId}`),
});
export const joinsKey = (address: string, minute: number): Attributes => ({
  [stored.key]: text(`JOINS#${address}#${minute}`),
});

/** One letter for each status; an ended one also tells by whom. */
export const letters = { live: 'l', interrupted: 'i', requested: 'r', operator: 'o' } as const;
const tiers = { standard: 's', premium: 'p' } as const;
const closers = { client: 'c', server: 's', gateway: 'g', network: 'n' } as const;
const fates = { current: 'c', ended: 'e', expired: 'x' } as const;

export const statusLetter = (item: Pick<SpeakerItem, 'status' | 'endReason'>): AttributeValue =>
  text(item.status === 'ended' ? letters[item.endReason ?? 'requested'] : letters[item.status]);

/** The attributes of the settings that are named. */
export function settingAttributes(settings: Partial<Settings>): Attributes {
  const { paused, muted, volume, sourceLanguage, qualityTier } = settings;
  return {
    ...(paused === undefined ? {} : { [stored.paused]: flag(paused) }),
    ...(muted === undefined ? {} : { [stored.muted]: flag(muted) }),
    ...(volume === undefined ? {} : { [stored.volume]: number(volume) }),
    ...(sourceLanguage === undefined ? {} : { [stored.sourceLanguage]: text(sourceLanguage) }),
    ...(qualityTier === undefined ? {} : { [stored.qualityTier]: text(tiers[qualityTier]) }),
  };
}

/** Every attribute but key and connection slots: those are shifted where they stand, see writes.ts. */
export function toAttributes(item: SpeakerItem): Attributes {
  const attributes: Attributes = {
    [stored.schema]: number(SCHEMA),
    [stored.sessionId]: text(item.sessionId),
    [stored.status]: statusLetter(item),
    [stored.epoch]: number(item.epoch),
    [stored.change]: number(item.change),
    [stored.claimedSeq]: number(item.claimedSeq),
    [stored.connectionId]: text(item.owner.connectionId),
    [stored.clientId]: uuid(item.owner.clientId),
    [stored.connectionNumber]: number(item.owner.connectionNumber),
    [stored.leaseUntil]: number(item.leaseUntil),
    [stored.expiresAt]: number(item.expiresAt),
    [stored.createdAt]: number(item.createdAt),
    [stored.windowStartedAt]: number(item.createWindow.startedAt),
    [stored.windowCount]: number(item.createWindow.count),
    [stored.ttl]: ttlAttribute(item.expiresAt),
    ...settingAttributes(item.settings),
  };
  for (const [index, create] of item.creates.entries()) {
    const slot = createSlot(index);
    attributes[slot.requestId] = uuid(create.requestId);
    attributes[slot.acceptedAt] = number(create.acceptedAt);
    attributes[slot.outcome] = text((create.made ? 'n' : 'r') + fates[create.fate]);
  }
  return attributes;
}

/** In seconds, as TTL is; the item is judged by its own times long before. */
export const ttlAttribute = (expiresAt: EpochMs): AttributeValue =>
  number(toEpochSeconds(later(expiresAt, TTL_AFTER_EXPIRY_MS)));

export const factAttribute = ({ connectionId, openedAt, closed }: ConnectionFact): AttributeValue => ({
  M: {
    c: text(connectionId),
    o: number(openedAt),
    ...(closed === undefined ? {} : closedAttributes(closed)),
  },
});

export const closedAttributes = (closed: NonNullable<ConnectionFact['closed']>): Attributes => ({
  z: number(closed.at),
  d: number(closed.code),
  b: text(closers[closed.by]),
});

/** @throws Error where the item has another schema than this code writes, or is damaged */
export function fromAttributes(speakerId: SpeakerId, attributes: Attributes): SpeakerItem {
  const read = new Reader(attributes);
  if (read.number(stored.schema) !== SCHEMA) throw new Error('The stored item has an unknown schema.');
  const letter = read.text(stored.status);
  return {
    speakerId,
    sessionId: read.text(stored.sessionId) as SessionId,
    ...(letter === letters.live
      ? { status: 'live' }
      : letter === letters.interrupted
        ? { status: 'interrupted' }
        : { status: 'ended', endReason: letter === letters.operator ? 'operator' : 'requested' }),
    epoch: read.number(stored.epoch),
    change: read.number(stored.change),
    claimedSeq: read.has(stored.claimedSeq) ? read.number(stored.claimedSeq) : 0,
    owner: {
      connectionId: read.text(stored.connectionId) as ConnectionId,
      clientId: read.uuid(stored.clientId) as ClientId,
      connectionNumber: read.number(stored.connectionNumber),
    },
    leaseUntil: epochMs(read.number(stored.leaseUntil)),
    expiresAt: epochMs(read.number(stored.expiresAt)),
    createdAt: epochMs(read.number(stored.createdAt)),
    settings: {
      sourceLanguage: read.text(stored.sourceLanguage),
      qualityTier: keyOf(tiers, read.text(stored.qualityTier)),
      paused: read.flag(stored.paused),
      muted: read.flag(stored.muted),
      volume: read.number(stored.volume),
    },
    creates: createSlots.flatMap((slot) => readCreate(read, slot)),
    connections: connectionSlots.flatMap((slot) => readConnection(read, slot)),
    createWindow: {
      startedAt: epochMs(read.number(stored.windowStartedAt)),
      count: read.number(stored.windowCount),
    },
  };
}

function readCreate(read: Reader, slot: ReturnType<typeof createSlot>): RememberedCreate[] {
  if (!read.has(slot.requestId)) return [];
  const outcome = read.text(slot.outcome);
  return [
    {
      requestId: read.uuid(slot.requestId) as RequestId,
      acceptedAt: epochMs(read.number(slot.acceptedAt)),
      made: outcome.startsWith('n'),
      fate: keyOf(fates, outcome.slice(1)),
    },
  ];
}

function readConnection(read: Reader, slot: ReturnType<typeof connectionSlot>): ConnectionFact[] {
  const fact = read.map(slot.fact);
  if (!fact?.has('c')) return [];
  return [
    {
      connectionId: fact.text('c') as ConnectionId,
      epoch: read.number(slot.epoch),
      openedAt: epochMs(fact.number('o')),
      ...(fact.has('z')
        ? {
            closed: {
              at: epochMs(fact.number('z')),
              code: fact.number('d'),
              by: keyOf(closers, fact.text('b')),
            },
          }
        : {}),
    },
  ];
}

function keyOf<K extends string>(map: Readonly<Record<K, string>>, letter: string): K {
  for (const key in map) if (map[key] === letter) return key;
  throw new Error(`The stored item is damaged: unknown letter ${letter}.`);
}
