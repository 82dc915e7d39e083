/** Into and out of being live, and the planned move from one live connection to the next. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { beginAttempt } from './attempt.ts';
import { attemptDelayMs } from './backoff.ts';
import { noCommands, onNewEpoch } from './commands.ts';
import { askPerson, closeSocket } from './endings.ts';
import { noFrames } from './frames.ts';
import { goOn } from './frames-message.ts';
import { toldBy } from './lease.ts';
import type { LineTurn, Turn } from './machine.ts';
import type { Live, OpenSocket } from './states.ts';

/**
 * The server says that this socket owns the session: on the air, and the socket before it closes.
 * @param sentAt when the greeting was sent that is answered, or earlier
 */
export function goLive(
  turn: Turn,
  on: OpenSocket,
  snapshot: ServerMessage<'sessionCreated' | 'sessionResumed'>,
  sentAt: number,
): void {
  const { change, epoch, heartbeatIntervalMs, rotateAfterMs, sessionId } = snapshot;
  const { connection, now, supersededBy } = turn;
  const held = turn.held?.sessionId === sessionId ? turn.held : undefined;
  const commands = held === undefined ? noCommands : turn.commands;
  // The push overtook the answer: by now another client has it.
  if (supersededBy?.sessionId === sessionId && supersededBy.epoch > epoch) {
    askPerson(turn, { ...supersededBy, status: 'live' }, on);
    return;
  }
  if (connection.name === 'live') closeSocket(turn, connection, 'moved to a fresh connection');
  turn.connection = {
    name: 'live',
    socket: on.socket,
    openedAt: on.openedAt,
    heardAt: now,
    renewedAt: sentAt,
    heartbeatIntervalMs,
    heartbeatAt: sentAt + heartbeatIntervalMs,
    suspect: false,
    moveAt: sentAt + rotateAfterMs,
    move: undefined,
  };
  turn.opener = turn.supersededBy = undefined;
  const { frames, inFlight } = goOn(held?.frames ?? noFrames, commands.frames, snapshot.nextSeq);
  turn.commands = onNewEpoch({ ...commands, frames: inFlight }, change, now);
  turn.held = { sessionId, epoch, frames, told: toldBy(snapshot, sentAt, held) };
}

/** A fresh connection beside the one in use, which stays until the new one owns the session. */
export function beginMove(turn: LineTurn, live: Live): void {
  if (live.move === undefined) beginAttempt(turn, 0);
}

/** The live socket is gone: the move under way takes its place, or a first attempt soon. */
export function withoutLive(turn: LineTurn, { move }: Live): void {
  const retryAt = turn.now + attemptDelayMs(0, turn.random);
  turn.connection =
    move === undefined
      ? { name: 'waiting', tries: 0, retryAt }
      : move.name === 'waiting'
        ? { ...move, retryAt: Math.min(move.retryAt, retryAt) }
        : move;
}

/** The live socket is of no use any more, though it may be open still. */
export function dropLive(turn: LineTurn, live: Live, why: string): void {
  closeSocket(turn, live, why);
  withoutLive(turn, live);
}
