/** Into being live, and the planned move from one live connection to the next. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { beginAttempt } from './attempt.ts';
import { noCommands, onNewEpoch } from './commands.ts';
import { askPerson, closeSocket } from './endings.ts';
import { toldBy } from './lease.ts';
import type { LineTurn, Turn } from './machine.ts';
import type { OpenSocket } from './states.ts';

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
  const { epoch, heartbeatIntervalMs, sessionId } = snapshot;
  const { commands, live, now, supersededBy } = turn;
  // The push overtook the answer: by now another client has it.
  if (supersededBy?.sessionId === sessionId && supersededBy.epoch > epoch) {
    askPerson(turn, { ...supersededBy, status: 'live' }, on);
    return;
  }
  if (live) closeSocket(turn, live, 'moved to a fresh connection');
  turn.live = {
    ...on,
    name: 'live',
    heardAt: now,
    renewedAt: sentAt,
    heartbeatIntervalMs,
    heartbeatAt: sentAt + heartbeatIntervalMs,
    moveAt: sentAt + snapshot.rotateAfterMs,
  };
  turn.attempt = turn.aside = turn.opener = turn.supersededBy = undefined;
  const held = turn.held?.sessionId === sessionId ? turn.held : undefined;
  turn.commands = onNewEpoch(held ? commands : noCommands, snapshot.change, now);
  turn.held = { ...held, sessionId, epoch };
  turn.told = toldBy(snapshot, sentAt, turn.told);
}

/** A fresh connection beside the one in use, which stays until the new one owns the session. */
export function beginMove(turn: LineTurn): void {
  if (!turn.attempt) beginAttempt(turn);
}
