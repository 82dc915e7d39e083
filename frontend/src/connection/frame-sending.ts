/** Sound and stills beside a session: takes what is captured, makes messages of it, and goes by what became of them. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { newCommand } from './command.ts';
import { commandOf } from './commands.ts';
import type { ClientEvent } from './events.ts';
import { bounded, captured, elsewhere, type Frames, noFrames, tooOldAt } from './frames.ts';
import { type FramesLeft, leftOf, restored } from './frames-left.ts';
import { countsOf, goOn, holeAnnounced, nextMessage, readyAt, withMessageGivenUp } from './frames-message.ts';
import type { Held, Machine, Turn } from './machine.ts';
import { possibleIn } from './person.ts';
import type { SpeakerHears } from './speaker-hears.ts';
import type { FrameCounts } from './view.ts';

export interface FrameSending {
  /**
   * Runs in each step, between what happened and what is sent.
   * @param before the machine to which it happened
   */
  readonly step: (turn: Turn, event: ClientEvent, before: Machine) => void;
  /** Monotonic ms; Infinity: there is nothing to wait for. */
  readonly wakeAt: (machine: Machine) => number;
  readonly countsOf: (machine: Machine) => FrameCounts;
  /** What a reload keeps of them, and what becomes of it. */
  readonly leftOf: (machine: Machine) => FramesLeft | undefined;
  readonly restored: (left: FramesLeft | undefined) => Frames;
}

const framesOf = (held: Held | undefined): Frames => held?.frames ?? noFrames;

/** @param batchMs of sound: a message waits for so much, and no longer than that */
export function frameSending(batchMs: number): FrameSending {
  /** One message is in flight at a time, and while the session is paused none, since it would be refused. */
  const nextAt = ({ commands, held, live, told }: Machine): number =>
    live && !commands.frames && told && !told.settings.paused ? readyAt(framesOf(held), batchMs) : Infinity;

  return {
    step(turn, event, before) {
      const { now } = turn;
      if (event.kind === 'received') received(turn, event.socket, event.message, before);
      if (turn.held === undefined) return;
      let frames = framesOf(turn.held);
      if (event.kind === 'capture' && mayCapture(turn, event.frame.kind))
        frames = captured(frames, event.frame, now);
      turn.held = { ...turn.held, frames: bounded(frames, now) };
      if (now >= nextAt(turn)) sendNext(turn, turn.held);
    },
    wakeAt: (machine) => Math.min(nextAt(machine), tooOldAt(framesOf(machine.held))),
    countsOf: ({ commands, held }) => countsOf(framesOf(held), commands.frames?.message),
    leftOf: ({ commands, held }) => leftOf(framesOf(held), commands.frames?.message),
    restored,
  };
}

/** To be muted is not to be unseen. */
function mayCapture(turn: Turn, kind: 'audio' | 'image'): boolean {
  const { muted = true, paused = true } = { ...turn.told?.settings, ...turn.commands.wishes };
  return possibleIn(turn).end && !paused && !(muted && kind === 'audio');
}

/** A step has one new id: where another command has it, the next step is at once. */
function sendNext(turn: Turn, held: Held): void {
  const { commands, opener, requestId } = turn;
  const next = nextMessage(framesOf(held), held.sessionId);
  if (next === undefined || commandOf(commands, requestId) || opener?.requestId === requestId) return;
  const [message, frames] = next;
  turn.held = { ...held, frames };
  turn.commands = { ...commands, frames: newCommand(message, turn) };
}

function received(
  turn: Turn,
  socket: number,
  message: ServerMessage<SpeakerHears>,
  { aside, commands: { frames: inFlight }, live, notice, outcome }: Machine,
): void {
  const { commands, held } = turn;
  if (held === undefined) return;
  const frames = framesOf(held);
  const isGreeted = message.type === 'sessionCreated' || message.type === 'sessionResumed';
  if (isGreeted && turn.live && turn.live.socket !== live?.socket) {
    const next = goOn(frames, commands.frames, message.nextSeq);
    turn.held = { ...held, frames: next.frames };
    turn.commands = { ...commands, frames: next.inFlight };
  } else if (turn.outcome !== outcome && turn.outcome.phase === 'elsewhere')
    turn.held = { ...held, frames: elsewhere(frames) };
  else if (!inFlight || !('requestId' in message) || message.requestId !== inFlight.requestId) return;
  // They were in flight when another client took the session over, and had been claimed before.
  else if (message.type === 'framesAcked' && socket === aside?.socket)
    turn.commands = { ...commands, frames: undefined };
  else if (message.type === 'error' && socket === live?.socket) {
    if (commands.frames === undefined) {
      turn.held = { ...held, frames: withMessageGivenUp(frames, inFlight.message) };
      if (message.code === 'SESSION_PAUSED') turn.notice = notice;
    } else if (message.retry === 'afterBackoff' && message.nextSeq !== undefined)
      turn.commands = holeAnnounced(commands, message.nextSeq);
  }
}
