/** What no reply may say, judged by what is stored when it leaves. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { HOST_SKEW_MS } from './gateway.ts';
import type { Judge } from './judge.ts';
import type { Invocation } from './lambdas.ts';
import type { World } from './world.ts';

/** As the contract has it, whatever the code says. */
const REMEMBERED = 4;

const successes = {
  createSession: 'sessionCreated',
  resumeSession: 'sessionResumed',
  updateSession: 'sessionUpdated',
  heartbeat: 'heartbeatAck',
  endSession: 'sessionEnded',
  sendFrames: 'framesAcked',
  joinSession: 'sessionJoined',
  leaveSession: 'sessionLeft',
} as const;

/** @returns what was said: a type or a code; where nothing was replied, what was logged */
export function checkReply(
  body: string | undefined,
  by: Invocation,
  seen: SpeakerItem | undefined,
  { accuse, item, sessions }: Judge,
  world: World,
): string {
  const { message } = by;
  // $disconnect answers nobody; an expired token's answer is pushed.
  if (body === undefined || message === undefined) return by.logged;
  const reply = JSON.parse(body) as ServerMessage;
  const stored = item(by.connection.speakerId);
  if (!('requestId' in reply) || reply.requestId !== message.requestId)
    accuse('defect', 'a reply without its requestId');
  if (reply.type === 'error') {
    if (by.connection.listensTo === undefined)
      checkRefusal(reply, by, seen, stored, { accuse, sessions }, world);
    else checkListenersRefusal(reply, by.connection.listensTo, sessions, accuse);
    return reply.code;
  }
  if (by.connection.listensTo !== undefined && reply.type === 'heartbeatAck') return reply.type;
  if (reply.type !== successes[message.action])
    accuse('defect', `${message.action} was answered ${reply.type}`);
  if (by.connection.tokenExpiresAtSeconds * 1_000 <= by.now)
    accuse(8, `${message.action} was obeyed on a token that has run out`);
  const history = sessions.known.get(reply.sessionId);
  if (history === undefined) {
    accuse(4, `${reply.type} was sent of a session that is not stored`);
    return reply.type;
  }
  if (by.connection.listensTo !== undefined) return reply.type;
  if (history.speakerId !== by.connection.speakerId)
    accuse(3, 'a speaker was told of the session of another');
  if (reply.type === 'sessionEnded') {
    if (history.over !== 'ended') accuse(4, 'sessionEnded was sent of a session that is not ended');
    return reply.type;
  }
  if (!('epoch' in reply) || !('leaseUntil' in reply)) return reply.type;
  if (history.holders.get(reply.epoch)?.connectionId !== by.connection.id)
    accuse(5, `${reply.type} was sent to one that never held the epoch`);
  if (
    stored?.sessionId === reply.sessionId &&
    reply.leaseUntil + world.profile.terms.skewMs > stored.leaseUntil
  )
    accuse(7, 'a lease was told that is not stored');
  if ('expiresAt' in reply && reply.leaseUntil > reply.expiresAt)
    accuse(7, 'a lease was told beyond the longest age');
  if (message.action === 'updateSession' && 'change' in reply && reply.change < message.change)
    accuse(9, 'a change was acknowledged that is not stored');
  if (reply.type === 'sessionCreated') {
    const made = sessions.madeBy.get(reply.requestId.toLowerCase());
    if (made?.sessionId !== reply.sessionId)
      accuse(2, 'a retry of createSession was answered with another session');
    else if (reply.reused === made.made) accuse(2, '`reused` is not what it was');
  }
  return reply.type;
}

/** A listener is turned away only from a session that is over, or in trouble that passes. */
function checkListenersRefusal(
  { code, message }: ServerMessage<'error'>,
  sessionId: string,
  sessions: Judge['sessions'],
  accuse: Judge['accuse'],
): void {
  const passing = ['UNAVAILABLE', 'SESSION_EXPIRED', 'SESSION_NOT_FOUND', 'SESSION_FULL'];
  const ended = code === 'SESSION_ENDED' && sessions.known.get(sessionId)?.over === 'ended';
  if (!ended && !passing.includes(code)) accuse('defect', `a listener was answered ${code}: ${message}`);
}

/** A refusal is true of some instant between the command and its answer; what cannot have been so, is a lie. */
function checkRefusal(
  reply: ServerMessage<'error'>,
  by: Invocation,
  seen: SpeakerItem | undefined,
  stored: SpeakerItem | undefined,
  { accuse, sessions }: Pick<Judge, 'accuse' | 'sessions'>,
  world: World,
): void {
  const { message, connection } = by;
  if (message === undefined) return;
  const named = 'sessionId' in message ? message.sessionId : undefined;
  const spent =
    message.action === 'createSession' ? sessions.madeBy.get(message.requestId.toLowerCase()) : undefined;
  // An epoch has one owner for ever: what the refusal says of it is judged exactly, whatever has happened since.
  const owner = sessions.known.get(reply.sessionId ?? '')?.holders.get(reply.epoch ?? 0);
  switch (reply.code) {
    case 'INTERNAL_ERROR':
    case 'INVALID_MESSAGE':
    case 'UNKNOWN_ACTION':
    case 'MESSAGE_TOO_LARGE':
    case 'UNSUPPORTED_LANGUAGE':
    case 'FORBIDDEN':
    case 'SESSION_FULL':
      accuse('defect', `${message.action} was answered ${reply.code}: ${reply.message}`);
      return;
    case 'SESSION_ENDED':
    case 'SESSION_EXPIRED': {
      const over = spent === undefined ? undefined : sessions.known.get(spent.sessionId);
      if (message.action === 'createSession' && over === undefined)
        accuse(2, `a new requestId was answered ${reply.code}`);
      if (message.action === 'createSession' && over?.over !== undefined) return;
      // Also by what it was at the beginning: a slower host may revive what a faster one has rightly called expired.
      const live =
        stored !== undefined &&
        certainlyLive(stored, world.now) &&
        seen !== undefined &&
        certainlyLive(seen, world.now) &&
        seen.sessionId === stored.sessionId;
      if (
        live &&
        (named ?? spent?.sessionId ?? stored.sessionId) === stored.sessionId &&
        stored.status !== 'ended'
      )
        accuse(7, `${reply.code} was said of a session that lives`);
      return;
    }
    case 'SESSION_NOT_FOUND':
      if (
        seen !== undefined &&
        (named === undefined || (seen.sessionId === named && stored?.sessionId === named))
      )
        accuse(7, 'SESSION_NOT_FOUND was said of a session that is there');
      return;
    case 'SESSION_SUPERSEDED': {
      if (message.action === 'createSession' && spent === undefined && owner?.clientId !== message.clientId)
        accuse('defect', 'SESSION_SUPERSEDED was said where SESSION_ACTIVE is meant');
      const isPast = (item: SpeakerItem | undefined) =>
        item !== undefined && item.sessionId !== spent?.sessionId;
      if (spent !== undefined && isPast(seen) && isPast(stored))
        accuse(2, 'a retry of createSession was answered for a later session');
      const isThis = !('epoch' in message) || message.epoch === reply.epoch;
      if (owner?.connectionId === connection.id && isThis && message.action !== 'endSession')
        accuse(5, 'the owner was told that it is superseded');
      return;
    }
    case 'SESSION_ACTIVE':
      if ('clientId' in message && owner?.clientId === message.clientId)
        accuse(1, 'a client was told that another one has its session');
      return;
    case 'RATE_LIMITED':
      if ((stored?.creates.length ?? 0) < REMEMBERED)
        accuse(2, 'one was told to wait who has hardly created');
      return;
    case 'TOKEN_EXPIRED':
    case 'UNAVAILABLE':
    case 'SESSION_PAUSED':
    case 'FRAMES_OUT_OF_ORDER':
  }
}

const certainlyLive = ({ expiresAt, leaseUntil, status }: SpeakerItem, now: number): boolean =>
  status !== 'ended' && Math.min(leaseUntil, expiresAt) > now + HOST_SKEW_MS;
