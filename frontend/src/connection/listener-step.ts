/** The listener's machine: one pure step from state and event to the next state, with what is to be done about it. */
import { attemptDue, beginAttempt, greetingOf } from './attempt.ts';
import { newCommand, sendDue } from './command.ts';
import { lineSocket, onLineSocket } from './line-sockets.ts';
import { receiveFrames, receiveOnLine } from './listener-answers.ts';
import { closeOlder, leaveWith } from './listener-endings.ts';
import type { ListenerEvent, ListenerMachine, ListenerTurn, ListenerWish } from './listener-machine.ts';
import { askDue } from './listener-questions.ts';
import { beginMove } from './live.ts';
import type { Moment, Stepped } from './machine.ts';
import { heardFrom } from './order.ts';
import { onSurroundings } from './surroundings.ts';

export function listenerStep(
  machine: ListenerMachine,
  event: ListenerEvent,
  moment: Moment,
): Stepped<ListenerMachine> {
  const turn: ListenerTurn = { ...machine, ...moment, effects: [] };
  happened(turn, event);
  attemptDue(turn);
  greetDue(turn);
  if (turn.aside?.closeAt !== undefined && turn.now >= turn.aside.closeAt) closeOlder(turn);
  hearDue(turn);
  if (turn.live && turn.now >= turn.live.moveAt) beginMove(turn);
  askDue(turn);
  return turn;
}

function happened(turn: ListenerTurn, event: ListenerEvent): void {
  if ('wish' in event) onWish(turn, event);
  else if (!('socket' in event)) onSurroundings(turn, event.kind);
  else {
    const on = lineSocket(turn, event.socket);
    if (on === undefined) return;
    if (event.kind !== 'received') onLineSocket(turn, on, event, (outcome) => leaveWith(turn, outcome));
    else if (event.message.type === 'frames') receiveFrames(turn, on, event.message);
    else if (on.name !== 'aside') receiveOnLine(turn, on, event.message);
  }
}

function onWish(turn: ListenerTurn, { kind }: ListenerWish): void {
  const { attempt, full, live, opener } = turn;
  if (kind === 'close') leaveWith(turn, { phase: 'off' });
  else if (attempt?.name === 'waiting' && !live) beginAttempt(turn, attempt.tries);
  else if (!attempt && !live) beginAttempt(turn);
  // On its way it is asked already.
  else if (full && opener?.sends === 0) turn.opener = { ...opener, dueAt: turn.now };
}

/** The client speaks first on a socket that is open. */
function greetDue(turn: ListenerTurn): void {
  const { sessionId } = turn;
  const greeting = greetingOf(turn);
  if (greeting) turn.opener ??= newCommand({ action: 'joinSession' }, turn);
  turn.opener = sendDue(turn, greeting, turn.opener, ({ message, requestId }) => ({
    ...message,
    requestId,
    sessionId,
  }));
}

/** What has arrived, as far as it is its turn. */
function hearDue(turn: ListenerTurn): void {
  // On the older socket, or before the answer to the join, what is missing may still come.
  const settledSeq = turn.live && !turn.aside ? turn.joinedSeq : undefined;
  const [order, heard] = heardFrom(turn.order, turn.now, settledSeq);
  turn.order = order;
  turn.heard = heard;
  for (const each of heard) {
    if (each.kind === 'frame') continue;
    const { ms, seqs } = turn.missed;
    turn.missed = { seqs: seqs + each.seqs, ms: ms + (each.ms ?? 0) };
  }
}
