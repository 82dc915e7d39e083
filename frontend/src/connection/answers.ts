/** What the server says to a speaker, by what the socket is on which it says so. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { commandOf, without } from './commands.ts';
import { askPerson, sessionOver } from './endings.ts';
import { toldBy } from './lease.ts';
import { goLive } from './live.ts';
import type { Turn } from './machine.ts';
import { commandRefused, greetingRefused, isOlder } from './refusals.ts';
import type { SpeakerHears } from './speaker-hears.ts';
import type { LineSocket, Live } from './states.ts';

export function receive(turn: Turn, on: LineSocket, message: ServerMessage<SpeakerHears>): void {
  const { held, now, opener, outcome, told } = turn;
  const { name } = on;
  const live = name === 'live' && (turn.live = { ...on, heardAt: now });
  const answersOpener =
    name === 'greeting' && 'requestId' in message && message.requestId === opener?.requestId;
  const ofHeld = 'sessionId' in message && message.sessionId === held?.sessionId && held;
  switch (message.type) {
    case 'sessionCreated':
    case 'sessionResumed':
      if (answersOpener) goLive(turn, on, message, opener?.sentAt ?? on.openedAt);
      // A late answer to a command of its own, newer than what stopped it: this client has the session after all.
      else if (
        name === 'aside' &&
        outcome.phase === 'elsewhere' &&
        message.sessionId === outcome.elsewhere.sessionId &&
        message.epoch > outcome.elsewhere.epoch
      )
        goLive(turn, on, message, on.openedAt);
      return;
    case 'sessionUpdated':
    case 'heartbeatAck':
    case 'framesAcked':
      if (live) acknowledged(turn, live, message);
      return;
    case 'sessionEnded': {
      const { reason, sessionId } = message;
      if (answersOpener || (ofHeld && name !== 'aside'))
        sessionOver(turn, { phase: 'ended', reason, sessionId });
      return;
    }
    case 'connectionSuperseded': {
      const { epoch, sessionId } = message;
      // Old, or not this page's any more.
      if (!(turn.live ? ofHeld && epoch > ofHeld.epoch : name === 'greeting')) return;
      // Only an owner is told so: where the newer socket was one already, what the one in use has is older still.
      if (turn.live && (name === 'greeting' || (live && !isOlder(turn))))
        askPerson(turn, { sessionId, epoch, status: 'live' }, on);
      // An answer decides that is still to come; until then nothing is claimed.
      else turn.supersededBy = { sessionId, epoch };
      return;
    }
    case 'sessionChanged':
      if (live && ofHeld && told) turn.told = { ...told, listenerCount: message.listenerCount };
      return;
    case 'error':
      if (name === 'greeting') greetingRefused(turn, on, message);
      if (live) commandRefused(turn, live, message);
  }
}

/** A writing command was accepted: the lease and the next heartbeat count from when it was sent. */
function acknowledged(
  turn: Turn,
  live: Live,
  message: ServerMessage<'sessionUpdated' | 'heartbeatAck' | 'framesAcked'>,
): void {
  const { commands, held, now, told } = turn;
  const name = commandOf(commands, message.requestId);
  if (!name || held?.epoch !== message.epoch) return;
  const sentAt = commands[name]?.sentAt ?? now;
  const change = Math.max(commands.change, 'change' in message ? message.change : 0);
  turn.commands = { ...without(commands, name), change };
  turn.told = toldBy(message, sentAt, told);
  turn.live = {
    ...live,
    renewedAt: sentAt,
    heartbeatAt: sentAt + live.heartbeatIntervalMs,
    suspect: false,
  };
}
