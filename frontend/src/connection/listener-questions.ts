/** What a listener asks on the socket in use, one question at a time: does the session run, and do I still belong to it? */
import { newCommand, sendDue } from './command.ts';
import type { ListenerMachine, ListenerTurn } from './listener-machine.ts';
import type { Live } from './states.ts';

export const heartbeatEveryMs = 120_000;
/** A lease that has run out is asked about no more often. */
const askAgainMs = 10_000;
/** Frames came, and so long none: perhaps the server does not know this listener any more. */
const silenceMs = 10_000;

/** Frames are expected: the speaker is there, and neither paused nor muted. */
export const isSpeaking = ({ told }: ListenerMachine): boolean =>
  told?.status === 'live' && !told.session.paused && !told.session.muted;

const rejoinAt = (machine: ListenerMachine): number =>
  isSpeaking(machine) ? (machine.silentSince ?? Infinity) + silenceMs : Infinity;

function heartbeatAt({ told }: ListenerMachine, live: Live): number {
  const leaseEndsAt = told?.session.leaseEndsAt ?? Infinity;
  return Math.min(live.heartbeatAt, Math.max(leaseEndsAt, live.renewedAt + askAgainMs));
}

/** When the next question is due, or the one that is unanswered. */
export const questionAt = (machine: ListenerMachine): number =>
  machine.live
    ? (machine.question?.dueAt ?? Math.min(rejoinAt(machine), heartbeatAt(machine, machine.live)))
    : Infinity;

/** Next of all, whatever else is due. */
export function askToJoin(turn: ListenerTurn): void {
  turn.question = newCommand({ action: 'joinSession' }, turn);
}

/** Asks what is due. A question without an answer in time condemns its socket. */
export function askDue(turn: ListenerTurn): void {
  const { live, now, sessionId } = turn;
  if (!live || now < questionAt(turn)) return;
  if (turn.question === undefined) {
    const rejoins = now >= rejoinAt(turn);
    turn.question = newCommand({ action: rejoins ? 'joinSession' : 'heartbeat' }, turn);
    // Asked once a silence: until a frame comes again, the server's word is believed.
    if (rejoins) turn.silentSince = undefined;
  }
  turn.question = sendDue(
    turn,
    live,
    turn.question,
    ({ message, requestId }) => ({ ...message, requestId, sessionId }),
    1,
  );
  // Its socket was condemned: what it asked is asked again by joining.
  if (!turn.live) turn.question = undefined;
}
