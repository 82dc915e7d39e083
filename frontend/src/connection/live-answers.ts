/** What may arrive on the socket that owns the session. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { postponed } from './command.ts';
import { commandNames, withoutUpdate } from './commands.ts';
import { askPerson, neverOutcome, overOutcome, sessionOver } from './endings.ts';
import { holeAnnounced, withMessageGivenUp } from './frames-message.ts';
import { leaseEndsAt, toldBy } from './lease.ts';
import { beginMove, dropLive } from './live.ts';
import type { Held, Turn } from './machine.ts';
import type { Live } from './states.ts';

export function receiveWhileLive(turn: Turn, before: Live, message: ServerMessage): void {
  const { commands, held, now } = turn;
  if (held === undefined) return;
  const live = { ...before, heardAt: now };
  turn.connection = live;
  switch (message.type) {
    case 'sessionUpdated': {
      const { update } = commands;
      if (update?.requestId !== message.requestId || held.epoch !== message.epoch) return;
      const { sentAt = now } = update;
      turn.commands = { ...withoutUpdate(commands), change: Math.max(commands.change, message.change) };
      turn.held = { ...held, told: toldBy(message, sentAt, held) };
      turn.connection = renewed(live, sentAt);
      return;
    }
    case 'heartbeatAck':
    case 'framesAcked': {
      const name = message.type === 'heartbeatAck' ? 'heartbeat' : 'frames';
      const command = commands[name];
      const { told } = held;
      if (command === undefined || command.requestId !== message.requestId) return;
      if (held.epoch !== message.epoch) return;
      const { sentAt = now } = command;
      turn.commands = { ...commands, [name]: undefined };
      if (told !== undefined) {
        const facts = { ...told.facts, leaseEndsAt: leaseEndsAt(message, sentAt, held) };
        turn.held = { ...held, told: { ...told, facts } };
      }
      turn.connection = renewed(live, sentAt);
      return;
    }
    case 'sessionEnded': {
      const { reason, sessionId } = message;
      if (sessionId === held.sessionId) sessionOver(turn, { phase: 'ended', reason, sessionId });
      return;
    }
    case 'connectionSuperseded': {
      const { epoch, sessionId } = message;
      if (sessionId === held.sessionId && epoch > held.epoch && !isOlder(live))
        askPerson(turn, { sessionId, epoch, status: 'live' }, live);
      return;
    }
    case 'error':
      refused(turn, live, held, message);
      return;
    case 'sessionChanged': {
      const { listenerCount, sessionId } = message;
      if (sessionId === held.sessionId && held.told !== undefined)
        turn.held = { ...held, told: { ...held.told, listenerCount } };
      return;
    }
    // Greetings are answered on sockets that greet; a second copy says nothing new. The others are for listeners.
    case 'sessionCreated':
    case 'sessionResumed':
    case 'frames':
    case 'sessionJoined':
    case 'sessionLeft':
  }
}

/** A newer socket of this client is open or being opened: that one's answer decides. */
const isOlder = ({ move }: Live): boolean => move !== undefined && move.name !== 'waiting';

/** A writing command sent at `sentAt` was accepted: the next heartbeat counts from there. */
const renewed = (live: Live, sentAt: number): Live => ({
  ...live,
  renewedAt: sentAt,
  heartbeatAt: sentAt + live.heartbeatIntervalMs,
  suspect: false,
});

function refused(turn: Turn, live: Live, held: Held, error: ServerMessage<'error'>): void {
  const { commands, now } = turn;
  const { code, epoch, requestId, retry, retryAfterMs, sessionId } = error;
  const name = commandNames.find((each) => commands[each]?.requestId === requestId);
  const command = name && commands[name];
  if (retry === 'withNewToken') {
    if (command !== undefined || requestId === undefined) beginMove(turn, live);
    return;
  }
  if (name === undefined || command === undefined) return;
  if (code === 'SESSION_SUPERSEDED') {
    const old = sessionId === held.sessionId && epoch !== undefined && epoch <= held.epoch;
    // Only "ask": a resume on a fresh socket decides. What was refused stays to be sent.
    if (!old && !isOlder(live)) dropLive(turn, live, code);
    return;
  }
  switch (retry) {
    case 'afterBackoff':
      turn.commands = { ...commands, [name]: postponed(command, retryAfterMs, turn) };
      if (error.nextSeq !== undefined) turn.commands = holeAnnounced(turn.commands, error.nextSeq);
      return;
    case 'afterCreate':
      sessionOver(turn, overOutcome(error, held.sessionId));
      return;
    case 'never': {
      const outcome = neverOutcome(error);
      if (name === 'frames' && commands.frames !== undefined)
        turn.held = { ...held, frames: withMessageGivenUp(held.frames, commands.frames.message) };
      turn.commands = { ...(name === 'update' ? withoutUpdate(commands) : commands), [name]: undefined };
      if (code === 'SESSION_PAUSED') return;
      // Not at once again; a refused update puts no heartbeat off.
      if (name === 'heartbeat') turn.connection = { ...live, heartbeatAt: now + live.heartbeatIntervalMs };
      turn.notice =
        outcome.phase === 'failed'
          ? { kind: 'commandRefused', failure: outcome.failure }
          : { kind: 'outdated', message: error.message };
    }
  }
}
