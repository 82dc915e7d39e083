/** The listener's machine: one pure step from state and event to the next state and what is to be done about it. */
import { attemptDue, beginAttempt, putAttempt, waitForNext } from './attempt.ts';
import { newCommand, onNewSocket, sent } from './command.ts';
import { receiveFrames, receiveOnLine } from './listener-answers.ts';
import { closeOlder, leaveWith } from './listener-endings.ts';
import type { Heard } from './listener-view.ts';
import type { ListenerEvent, ListenerMachine, ListenerTurn, ListenerWish } from './listener-machine.ts';
import { askDue } from './listener-questions.ts';
import { onLineSocket, type TokenRefused } from './line-sockets.ts';
import { beginMove } from './live.ts';
import type { Effect, Moment } from './machine.ts';
import { heardFrom } from './order.ts';
import type { Opening } from './states.ts';
import { onSurroundings } from './surroundings.ts';

export function listenerStep(
  machine: ListenerMachine,
  event: ListenerEvent,
  moment: Moment,
): readonly [ListenerMachine, readonly Effect[], readonly Heard[]] {
  const turn: ListenerTurn = { ...machine, ...moment, effects: [], heard: [] };
  if (event.from === 'person') onWish(turn, event);
  else if (event.from === 'surroundings') onSurroundings(turn, event, () => greetingDue(turn));
  else if (event.socket === turn.older?.socket) {
    if (event.kind === 'received' && event.message.type === 'frames') receiveFrames(turn, event.message);
    if (event.kind === 'closed') turn.older = undefined;
  } else
    onLineSocket(turn, event, {
      opened: (opening) => greet(turn, opening),
      received: (socket, message) => receiveOnLine(turn, socket, message),
      tokenRefused: (opening, refusal) => withoutToken(turn, opening, refusal),
    });
  const putAway = event.from === 'surroundings' && event.kind === 'frozen';
  if (turn.older !== undefined && (putAway || turn.now >= turn.older.closeAt)) closeOlder(turn);
  hearDue(turn);
  const { connection } = turn;
  if (connection.name === 'live' && turn.now >= connection.moveAt) beginMove(turn, connection);
  askDue(turn);
  const { closedConnections, connectionNumber, full, joinedSeq, missed, older, opener } = turn;
  const { order, outcome, question, reachable, sessionId, silentSince, told } = turn;
  return [
    {
      closedConnections,
      connection: turn.connection,
      connectionNumber,
      full,
      joinedSeq,
      missed,
      older,
      opener,
      order,
      outcome,
      question,
      reachable,
      sessionId,
      silentSince,
      told,
    },
    turn.effects,
    turn.heard,
  ];
}

function onWish(turn: ListenerTurn, { kind }: ListenerWish): void {
  const { connection } = turn;
  if (kind === 'close') leaveWith(turn, { phase: 'off' });
  else if (connection.name === 'waiting') beginAttempt(turn, connection.tries);
  else if (connection.name === 'idle') beginAttempt(turn, 0);
}

/** The client speaks first on a socket that is open. */
function greet(turn: ListenerTurn, { socket, tries }: Opening): void {
  putAttempt(turn, { name: 'greeting', socket, openedAt: turn.now, tries });
  turn.opener = onNewSocket(turn.opener ?? newCommand({ action: 'joinSession' } as const, turn), turn.now);
  greetingDue(turn);
}

const greetingDue = (turn: ListenerTurn): void =>
  attemptDue(turn, turn.opener, (socket) => {
    if (turn.opener === undefined) return;
    const { message, requestId } = turn.opener;
    turn.opener = sent(turn.opener, turn.now);
    turn.effects.push({
      kind: 'send',
      socket,
      message: { ...message, requestId, sessionId: turn.sessionId },
    });
  });

function withoutToken(turn: ListenerTurn, opening: Opening, { message, why }: TokenRefused): void {
  // Listening still, until the connection in use is gone; then it is said again, and counts.
  if (turn.connection.name === 'live' || why === 'unreachable') waitForNext(turn, opening);
  else if (why === 'rejected') leaveWith(turn, { phase: 'signInAgain', message });
  else leaveWith(turn, { phase: 'failed', failure: { code: 'TOKEN_TOO_LONG', message } });
}

/** What has arrived, as far as it is its turn. */
function hearDue(turn: ListenerTurn): void {
  // On the older socket, or before the answer to the join, what is missing may still come.
  const settledSeq = turn.connection.name === 'live' && turn.older === undefined ? turn.joinedSeq : undefined;
  const [order, all] = heardFrom(turn.order, turn.now, settledSeq);
  turn.order = order;
  turn.heard.push(...all);
  for (const heard of all) {
    if (heard.kind === 'frame') continue;
    const { ms, seqs } = turn.missed;
    turn.missed = { seqs: seqs + heard.seqs, ms: ms + (heard.ms ?? 0) };
  }
}
