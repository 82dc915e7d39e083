/** createSession: one session a speaker, one effect a requestId. */
import type { ClientMessage } from '../protocol/client-messages.ts';
import { limits } from '../protocol/limits.ts';
import {
  durationMs,
  epochMs,
  latest,
  later,
  type EpochMs,
  type RequestId,
  type SessionId,
} from '../protocol/units.ts';
import { active, commit, ignore, over, refuse, superseded, type Decision } from './decision.ts';
import { ownerOf, standing, takenOver, withConnection } from './ownership.ts';
import { fateAt, type RememberedCreate, type SpeakerItem } from './speaker-item.ts';
import { longestAge, renewedLease, type Caller, type Terms } from './terms.ts';

/** A new session is due: reserve its name first, then decide again with it. */
export interface NeedsName {
  readonly kind: 'needsName';
}

/** @param name reserved for this command; without one a decision to make a session is `needsName` */
export function decideCreate(
  item: SpeakerItem | undefined,
  message: ClientMessage<'createSession'>,
  caller: Caller,
  terms: Terms,
  now: EpochMs,
  name: SessionId | undefined,
): Decision | NeedsName {
  const by = ownerOf(caller, message);
  const seen = item && findCreate(item, message.requestId);
  if (item !== undefined && seen !== undefined) {
    const isCurrent = seen.fate === 'current';
    const fate = isCurrent ? fateAt(item, now) : seen.fate;
    if (fate !== undefined) return over(fate, isCurrent ? item : undefined);
    switch (standing(item.owner, by)) {
      case 'owner':
        return ignore(item);
      case 'newerSocket':
        return commit(takenOver(item, by, caller, renewedLease(terms, caller, now)));
      case 'olderSocket':
      case 'stranger':
        return superseded(item);
    }
  }
  if (item !== undefined && fateAt(item, now) === undefined) {
    if (item.owner.clientId !== message.clientId) return active(item);
    return reuse(item, message, caller, terms, now);
  }
  // A command that an old socket of the same client sent before the session was over must not make another.
  if (item !== undefined && standing(item.owner, by) === 'olderSocket') return superseded(item);

  const limited = waitUntil(latest(rateFreeAt(item, terms), memoryFreeAt(item)), now);
  if (limited !== undefined) return limited;
  if (name === undefined) return { kind: 'needsName' };
  const fate = item === undefined ? undefined : fateAt(item, now);
  return commit({
    speakerId: caller.speakerId,
    sessionId: name,
    status: 'live',
    epoch: 1,
    change: 0,
    claimedSeq: 0,
    owner: by,
    leaseUntil: renewedLease(terms, caller, now),
    expiresAt: longestAge(terms, now),
    createdAt: now,
    settings: {
      sourceLanguage: message.sourceLanguage,
      qualityTier: message.qualityTier,
      paused: false,
      muted: false,
      volume: limits.volume.initial,
    },
    creates: remember(
      (item?.creates ?? []).map((create) =>
        create.fate === 'current' && fate !== undefined ? { ...create, fate } : create,
      ),
      { requestId: canonical(message.requestId), acceptedAt: now, made: true, fate: 'current' },
    ),
    connections: withConnection(item, caller, 1),
    createWindow: nextWindow(item, now),
  });
}

/** A new requestId of the client whose session lives: that session again, and the requestId is remembered. */
function reuse(
  item: SpeakerItem,
  message: ClientMessage<'createSession'>,
  caller: Caller,
  terms: Terms,
  now: EpochMs,
): Decision {
  const by = ownerOf(caller, message);
  const lease = renewedLease(terms, caller, now);
  const position = standing(item.owner, by);
  if (position === 'olderSocket' || position === 'stranger') return superseded(item);
  const limited = waitUntil(memoryFreeAt(item), now);
  if (limited !== undefined) return limited;
  const held =
    position === 'owner'
      ? { ...item, leaseUntil: latest(item.leaseUntil, lease) }
      : takenOver(item, by, caller, lease);
  return commit({
    ...held,
    creates: remember(item.creates, {
      requestId: canonical(message.requestId),
      acceptedAt: now,
      made: false,
      fate: 'current',
    }),
  });
}

/** Whether this createSession made the item's session, and did not find it there. */
export const wasMadeBy = (item: SpeakerItem, requestId: RequestId): boolean =>
  findCreate(item, requestId)?.made ?? false;

// RFC 9562, section 4: a UUID is the same in either case. Replies repeat it as it was sent.
const canonical = (requestId: RequestId) => requestId.toLowerCase() as RequestId;
const findCreate = (item: SpeakerItem, requestId: RequestId) =>
  item.creates.find((create) => create.requestId === canonical(requestId));

const remember = (creates: readonly RememberedCreate[], newest: RememberedCreate) =>
  [newest, ...creates].slice(0, limits.rememberedCreates);

const AT_ANY_TIME = epochMs(0);

/** A requestId may be forgotten only when its retries are long over; until then a further create waits. */
function memoryFreeAt(item: SpeakerItem | undefined): EpochMs {
  const oldest = item?.creates[limits.rememberedCreates - 1];
  return oldest === undefined ? AT_ANY_TIME : later(oldest.acceptedAt, limits.rememberedCreateMs);
}

function rateFreeAt(item: SpeakerItem | undefined, { createLimit }: Terms): EpochMs {
  const used = item?.createWindow.count ?? 0;
  return createLimit === 0 || item === undefined || used < createLimit ? AT_ANY_TIME : windowEnd(item);
}

function waitUntil(free: EpochMs, now: EpochMs): Decision | undefined {
  return now < free ? refuse({ code: 'RATE_LIMITED', retryAfterMs: durationMs(free - now) }) : undefined;
}

function nextWindow(item: SpeakerItem | undefined, now: EpochMs): SpeakerItem['createWindow'] {
  return item !== undefined && now < windowEnd(item)
    ? { startedAt: item.createWindow.startedAt, count: item.createWindow.count + 1 }
    : { startedAt: now, count: 1 };
}

const windowEnd = ({ createWindow }: SpeakerItem) => later(createWindow.startedAt, limits.createWindowMs);
