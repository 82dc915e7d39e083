/** The machine: one pure step from state and event to the next state, with what is to be done about it. */
import { receive } from './answers.ts';
import { attemptDue } from './attempt.ts';
import { gaveUpCreate, stop } from './endings.ts';
import type { ClientEvent } from './events.ts';
import { lineSocket, onLineSocket } from './line-sockets.ts';
import { beginMove } from './live.ts';
import type { Machine, Moment, Stepped, Turn } from './machine.ts';
import { obey } from './person.ts';
import { makeDue, sendAllDue } from './sending.ts';
import { onSurroundings } from './surroundings.ts';

export function step(machine: Machine, event: ClientEvent, moment: Moment): Stepped<Machine> {
  const turn: Turn = { ...machine, ...moment, effects: [] };
  if ('wish' in event) obey(turn, event);
  else if ('socket' in event) {
    const on = lineSocket(turn, event.socket);
    if (event.kind !== 'received') onLineSocket(turn, on, event, (outcome) => stop(turn, outcome));
    else if (on) receive(turn, on, event.message);
    // On the air until the present token runs out; then it is said again, and counts.
    if (event.kind === 'tokenRefused' && turn.live && event.outcome) turn.notice = { kind: 'tokenRefused' };
  } else if (event.kind !== 'capture') onSurroundings(turn, event.kind);
  // The timer of that may be late: the machine slept, or the page is hidden.
  if (!gaveUpCreate(turn)) attemptDue(turn);
  if (turn.live && turn.now >= turn.live.moveAt) beginMove(turn);
  makeDue(turn);
  turn.sending?.step(turn, event, machine);
  sendAllDue(turn);
  return turn;
}
