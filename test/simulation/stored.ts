/** What no write may do, judged by the item before and after it and by the message that it was made for. */
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { fateAt } from '../../lambdas/session/speaker-item.ts';
import type { Accuse } from './judge.ts';
import type { Invocation } from './lambdas.ts';
import type { World } from './world.ts';

/** What was ever true of a session. */
export interface SessionHistory {
  readonly speakerId: string;
  /** Who held each epoch. */
  readonly holders: Map<number, SpeakerItem['owner']>;
  over: 'ended' | 'expired' | undefined;
}

export interface Sessions {
  readonly known: Map<string, SessionHistory>;
  /** requestId of a create -> the session that it made or found. */
  readonly madeBy: Map<string, { readonly sessionId: string; readonly made: boolean }>;
  /** requestIds of takeovers that moved a session to another client. */
  readonly takeovers: Set<string>;
  /** Reserved names -> speaker. */
  readonly names: Map<string, string>;
}

export function checkWrite(
  before: SpeakerItem | undefined,
  after: SpeakerItem,
  by: Invocation,
  sessions: Sessions,
  world: World,
  accuse: Accuse,
): void {
  const same = before?.sessionId === after.sessionId;
  if (!same) checkNewSession(before, after, by, sessions, accuse);
  const history = sessions.known.get(after.sessionId);
  if (history === undefined) return;
  if (same) checkSameSession(before, after, by, sessions, world, accuse);
  const holder = history.holders.get(after.epoch);
  if (holder !== undefined && holder.connectionId !== after.owner.connectionId)
    accuse(5, `epoch ${after.epoch} has two owners`);
  history.holders.set(after.epoch, after.owner);
  if (after.status === 'ended') history.over = 'ended';

  if (by.message?.action === 'createSession') {
    const requestId = by.message.requestId.toLowerCase();
    const known = sessions.madeBy.get(requestId);
    if (known !== undefined && known.sessionId !== after.sessionId)
      accuse(2, `one requestId of createSession made ${known.sessionId} and ${after.sessionId}`);
    if (known === undefined) sessions.madeBy.set(requestId, { sessionId: after.sessionId, made: !same });
  }
  const { graceMs, skewMs } = world.profile.terms;
  const tokenEndsAt = by.connection.tokenExpiresAtSeconds * 1_000;
  if (after.leaseUntil > (same ? before.leaseUntil : 0) && after.leaseUntil > tokenEndsAt + graceMs + skewMs)
    accuse(8, 'a lease outlives the token that renewed it by more than the grace');
}

function checkNewSession(
  before: SpeakerItem | undefined,
  after: SpeakerItem,
  by: Invocation,
  sessions: Sessions,
  accuse: Accuse,
): void {
  if (by.message?.action !== 'createSession') {
    accuse(3, `${by.route} made a session`);
    return;
  }
  const { clientId, connectionNumber } = by.message;
  const fate = before && fateAt(before, by.now);
  if (before !== undefined) {
    const history = sessions.known.get(before.sessionId);
    if (fate === undefined) accuse(1, `${after.sessionId} was made while ${before.sessionId} was live`);
    else if (history !== undefined) history.over = fate;
    if (before.owner.clientId === clientId && connectionNumber < before.owner.connectionNumber)
      accuse(5, 'an older socket of the client made a session');
  }
  if (sessions.known.has(after.sessionId)) accuse(3, 'a name was given twice');
  if (sessions.names.get(`SESSION#${after.sessionId}`) !== by.connection.speakerId)
    accuse(3, 'a session bears a name that is not reserved for its speaker');
  if (after.epoch !== 1 || after.change !== 0 || after.status !== 'live')
    accuse(9, 'a session does not begin at its beginning');
  if (after.owner.connectionId !== by.connection.id) accuse(5, 'a session was made for another connection');
  sessions.known.set(after.sessionId, {
    speakerId: by.connection.speakerId,
    holders: new Map(),
    over: undefined,
  });
}

function checkSameSession(
  before: SpeakerItem,
  after: SpeakerItem,
  by: Invocation,
  sessions: Sessions,
  world: World,
  accuse: Accuse,
): void {
  // A listener's was accused before: none of its messages writes here.
  const message = by.message as ClientMessageInput | undefined;
  if (after.leaseUntil < before.leaseUntil) accuse(7, `${by.route} lowered the lease`);
  if (after.expiresAt !== before.expiresAt || after.createdAt !== before.createdAt)
    accuse(7, `${by.route} moved the session's times`);
  if (after.epoch < before.epoch) accuse(9, `${by.route} lowered the epoch`);
  if (after.epoch === before.epoch && after.change < before.change)
    accuse(9, `${by.route} lowered the change`);
  if (message?.action !== 'sendFrames' && after.claimedSeq !== before.claimedSeq)
    accuse(13, `${by.route} moved the claimed seq`);
  if (message?.action !== 'updateSession' && !sameSettings(before, after))
    accuse(9, `${by.route} changed settings`);
  const ownerMoved = before.owner.connectionId !== after.owner.connectionId;
  if (ownerMoved !== after.epoch > before.epoch) accuse(5, 'owner and epoch do not move together');
  if (fateAt(before, by.now) !== undefined && message !== undefined)
    accuse(5, `${by.route} wrote to a session that is over`);

  switch (message?.action) {
    case undefined:
      checkDisconnect(before, after, by, world, accuse);
      return;
    case 'createSession':
    case 'resumeSession': {
      if (!ownerMoved) return;
      const { clientId, connectionNumber } = message;
      if (after.owner.connectionId !== by.connection.id) accuse(5, 'a takeover for another connection');
      if (before.owner.clientId === clientId && connectionNumber !== before.owner.connectionNumber) {
        if (connectionNumber < before.owner.connectionNumber)
          accuse(5, 'an older socket of the client took its session');
        return;
      }
      if (message.action === 'createSession') {
        accuse(5, 'createSession took the session of another client');
        return;
      }
      if (
        message.takeover !== true ||
        message.sessionId !== before.sessionId ||
        message.epoch !== before.epoch
      )
        accuse(10, 'a session was taken over that nobody had seen so');
      if (sessions.takeovers.has(message.requestId)) accuse(10, 'one press took the session over twice');
      sessions.takeovers.add(message.requestId);
      return;
    }
    case 'updateSession':
    case 'heartbeat':
    case 'sendFrames':
      if (
        before.owner.connectionId !== by.connection.id ||
        before.epoch !== message.epoch ||
        before.sessionId !== message.sessionId
      )
        accuse(5, `${message.action} of one that does not own the session was stored`);
      if (before.status !== after.status) accuse(5, `${message.action} changed the status`);
      if (
        message.action === 'updateSession' &&
        (after.change !== message.change || message.change <= before.change)
      )
        accuse(9, 'a change was stored over a later one');
      if (message.action === 'sendFrames') checkClaim(before, after, message, accuse);
      return;
    case 'endSession':
      if (before.epoch !== message.epoch || before.sessionId !== message.sessionId)
        accuse(5, 'a session was ended that nobody had seen so');
      if (after.status !== 'ended') accuse(5, 'endSession does not end');
  }
}

function checkClaim(
  { claimedSeq, settings }: SpeakerItem,
  after: SpeakerItem,
  { frames, gap = 0 }: ClientMessageInput<'sendFrames'>,
  accuse: Accuse,
): void {
  const [first, last] = [frames[0]?.seq ?? 0, frames.at(-1)?.seq ?? 0];
  if (settings.paused) accuse('defect', 'frames were claimed while the session is paused');
  if (first - gap > claimedSeq + 1) accuse(13, 'frames were claimed that leave a hole nobody announced');
  if (after.claimedSeq !== Math.max(claimedSeq, last)) accuse(13, 'other seqs were claimed than were sent');
}

function checkDisconnect(
  before: SpeakerItem,
  after: SpeakerItem,
  by: Invocation,
  world: World,
  accuse: Accuse,
): void {
  if (before.epoch !== after.epoch || before.owner.connectionId !== after.owner.connectionId)
    accuse(6, '$disconnect moved the session');
  const own = before.owner.connectionId === by.connection.id;
  const interrupts = own && before.status === 'live' && after.status === 'interrupted';
  if (before.status !== after.status && !interrupts)
    accuse(6, '$disconnect touched the status of what is not its own');
  if (before.leaseUntil !== after.leaseUntil && !own) accuse(6, "$disconnect touched another's lease");
  if (interrupts && fateAt(before, by.now) !== undefined)
    accuse(6, '$disconnect interrupted a session that is over');
  const { graceMs, skewMs } = world.profile.terms;
  const graceFrom = Math.min(by.now, by.connection.tokenExpiresAtSeconds * 1_000);
  if (interrupts && after.leaseUntil < graceFrom + graceMs + skewMs)
    accuse(7, '$disconnect leaves less than the grace');
  for (const [index, fact] of after.connections.entries()) {
    const was = before.connections[index];
    if (was?.closed === fact.closed || was?.closed?.at === fact.closed?.at) continue;
    // A second call, of a host that is behind and thinks the session live, interrupts it once more.
    if ((was?.closed !== undefined && !interrupts) || fact.connectionId !== by.connection.id)
      accuse(6, '$disconnect wrote down how another connection closed');
  }
}

const sameSettings = ({ settings: a }: SpeakerItem, { settings: b }: SpeakerItem): boolean =>
  a.volume === b.volume &&
  a.muted === b.muted &&
  a.paused === b.paused &&
  a.sourceLanguage === b.sourceLanguage &&
  a.qualityTier === b.qualityTier;
