/** Messages of frames: how much goes into one, and what becomes of one that is given up. */
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import { limits } from '#protocol/limits.ts';
import {
  type Frames,
  goingOn,
  givenUp,
  type Hole,
  isKept,
  join,
  type Kept,
  type NumberedFrame,
} from './frames.ts';
import type { Command } from './command.ts';
import type { Commands } from './commands.ts';
import type { FrameCounts } from './view.ts';

/** Not every frame is to be a new view. */
const shownMs = 500;

/** One message of frames, without what depends on when and where it is said. */
export type FramesMessage = Omit<ClientMessageInput<'sendFrames'>, 'requestId' | 'sessionId' | 'epoch'>;

/** Of a message without its frames, its numbers as long as numbers get: a resume or a refusal may change them. */
const envelopeBytes = (sessionId: string): number =>
  JSON.stringify({
    action: 'sendFrames',
    gap: Number.MAX_SAFE_INTEGER,
    gapMs: Number.MAX_VALUE,
    frames: [],
    requestId: '00000000-0000-4000-8000-000000000000',
    sessionId,
    epoch: Number.MAX_SAFE_INTEGER,
  }).length;

/**
 * When the next message is to go: as soon as so much sound waits, or the first frame has waited so long.
 * Monotonic ms; Infinity: no frame waits.
 */
export function readyAt({ queue }: Frames, batchMs: number): number {
  const waiting = queue.filter(isKept);
  const { takenAt } = waiting[0] ?? { takenAt: Infinity };
  return join(waiting).ms >= batchMs ? takenAt : takenAt + batchMs;
}

/**
 * Takes the next message out of the queue: what was given up just before its first frame, and as many frames behind it
 * as fit. @returns undefined where no frame waits: a hole alone is announced with the frame that follows it
 */
export function nextMessage(frames: Frames, sessionId: string): readonly [FramesMessage, Frames] | undefined {
  const [head] = frames.queue;
  const gap = head === undefined || isKept(head) ? undefined : head;
  const waiting = gap === undefined ? frames.queue : frames.queue.slice(1);
  const sent: NumberedFrame[] = [];
  // The first frame has no comma before it.
  let roomBytes = limits.messageBytes - envelopeBytes(sessionId) + 1;
  for (const piece of waiting.slice(0, limits.framesPerMessage)) {
    if (!isKept(piece)) break;
    roomBytes -= piece.bytes + 1;
    if (roomBytes < 0) break;
    sent.push(piece.frame);
  }
  if (sent.length === 0) return undefined;
  const message = {
    action: 'sendFrames',
    ...(gap && { gap: gap.seqs, gapMs: gap.ms }),
    frames: sent,
  } as const;
  return [message, { ...frames, queue: waiting.slice(sent.length) }];
}

/** All seqs that the message claims. */
export const piecesOf = ({ frames, gap = 0, gapMs = 0 }: FramesMessage): readonly (Kept | Hole)[] => [
  ...(gap > 0 ? [{ seqs: gap, ms: gapMs }] : []),
  ...frames.map((frame) => ({ frame, bytes: 0, takenAt: 0 })),
];

/** The message that was in flight is given up: its seqs are a hole, the first in the queue. */
export function withMessageGivenUp(frames: Frames, message: FramesMessage): Frames {
  const pieces = piecesOf(message);
  return givenUp({ ...frames, queue: [...pieces, ...frames.queue] }, (each) => pieces.includes(each));
}

/** The server says that this client has the session, and from where its frames go on. */
export function goOn(
  frames: Frames,
  inFlight: Command<FramesMessage> | undefined,
  nextSeq: number,
): { readonly frames: Frames; readonly inFlight: Command<FramesMessage> | undefined } {
  if (inFlight === undefined) return { frames: goingOn(frames, nextSeq), inFlight };
  if (frames.nextSeq !== undefined) return { frames, inFlight };
  // Another client had the session: what is not known to have been claimed then is not sent any more.
  return { frames: goingOn(withMessageGivenUp(frames, inFlight.message), nextSeq), inFlight: undefined };
}

/** The server misses what lies between `nextSeq` and the message in flight: that is gone, and part of its gap. */
export function holeAnnounced(commands: Commands, nextSeq: number): Commands {
  const { frames } = commands;
  const first = frames?.message.frames[0]?.seq;
  if (frames === undefined || first === undefined) return commands;
  return {
    ...commands,
    frames: { ...frames, message: { ...frames.message, gap: Math.max(0, first - nextSeq) } },
  };
}

/** What a page may show of it. */
export function countsOf(
  { givenUpImages, givenUpMs, queue }: Frames,
  inFlight: FramesMessage | undefined,
): FrameCounts {
  const pieces = [...(inFlight ? piecesOf(inFlight) : []), ...queue].filter(isKept);
  return { waitingMs: Math.floor(join(pieces).ms / shownMs) * shownMs, givenUpMs, givenUpImages };
}
