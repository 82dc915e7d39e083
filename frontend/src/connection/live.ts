/** Into and out of being live, and the planned move from one live connection to the next. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { beginAttempt } from './attempt.ts';
import { delayMs } from './backoff.ts';
import { noCommands, onNewEpoch } from './commands.ts';
import { askPerson, closing } from './endings.ts';
import { factsOf, settingsOf } from './lease.ts';
import type { Machine, Moment, Step } from './machine.ts';
import { and } from './machine.ts';
import type { Live, OpenSocket } from './states.ts';

/**
 * The server says that this socket owns the session: on the air, and the socket before it closes.
 * @param sentAt when the greeting was sent that is answered, or earlier
 */
export function goLive(
  machine: Machine,
  on: OpenSocket,
  snapshot: ServerMessage<'sessionCreated' | 'sessionResumed'>,
  sentAt: number,
  { now }: Moment,
): Step {
  const { sessionId, epoch, heartbeatIntervalMs, rotateAfterMs } = snapshot;
  const { commands, connection, held, supersededBy } = machine;
  // The push overtook the answer: by now another client has it.
  if (supersededBy?.sessionId === sessionId && supersededBy.epoch > epoch)
    return askPerson(machine, { ...supersededBy, status: 'live' }, on, now);
  const live: Live = {
    name: 'live',
    socket: on.socket,
    openedAt: on.openedAt,
    heardAt: now,
    renewedAt: sentAt,
    heartbeatIntervalMs,
    heartbeatAt: sentAt + heartbeatIntervalMs,
    heartbeat: undefined,
    suspect: false,
    moveAt: sentAt + rotateAfterMs,
    move: undefined,
  };
  const same = held?.sessionId === sessionId;
  const next: Machine = {
    ...machine,
    connection: live,
    opener: undefined,
    supersededBy: undefined,
    held: {
      sessionId,
      epoch,
      told: { facts: factsOf(snapshot, sentAt, held?.told?.facts), settings: settingsOf(snapshot) },
    },
    commands: onNewEpoch(same ? commands : noCommands, snapshot.change, now),
  };
  return connection.name === 'live'
    ? closing(next, connection, 'moved to a fresh connection', now)
    : [next, []];
}

/** A fresh connection beside the one in use, which stays until the new one owns the session. */
export const beginMove = (machine: Machine, live: Live, now: number): Step =>
  live.move === undefined ? beginAttempt(machine, 0, now) : [machine, []];

export const moveDue = (machine: Machine, now: number): Step =>
  machine.connection.name === 'live' && now >= machine.connection.moveAt
    ? beginMove(machine, machine.connection, now)
    : [machine, []];

/** The live socket is gone: the move under way takes its place, or a first attempt soon. */
export function withoutLive(machine: Machine, live: Live, { now, random }: Moment): Machine {
  const firstTryAt = now + delayMs(0, random);
  const { move } = live;
  if (move === undefined)
    return { ...machine, connection: { name: 'waiting', tries: 0, retryAt: firstTryAt, notBefore: now } };
  if (move.name !== 'waiting') return { ...machine, connection: move };
  const retryAt = Math.max(move.notBefore, Math.min(move.retryAt, firstTryAt));
  return { ...machine, connection: { ...move, retryAt } };
}

/** The live socket is of no use any more, though it may be open still. */
export const dropLive = (machine: Machine, live: Live, why: string, moment: Moment): Step =>
  and(closing(machine, live, why, moment.now), (closed) => [withoutLive(closed, live, moment), []]);
