/** What a reload keeps of the frames: enough to announce what is lost with the page, and none of them. */
import { type Frames, type Hole, holeOf, isKept, join, noFrames } from './frames.ts';
import { type FramesMessage, piecesOf } from './frames-message.ts';

/** Of what was in flight and of what was queued: the seqs and their audio. */
export interface FramesLeft {
  readonly nextSeq?: number | undefined;
  readonly holes: readonly Hole[];
}

export function leftOf(
  { nextSeq, queue }: Frames,
  inFlight: FramesMessage | undefined,
): FramesLeft | undefined {
  // Not made one: what was in flight before the last reload is claimed by itself, or not at all.
  const queued = queue.some(isKept) ? [join(queue)] : queue.map(holeOf);
  const holes = inFlight === undefined ? queued : [join(piecesOf(inFlight)), ...queued];
  return holes.length === 0 ? undefined : { nextSeq, holes };
}

/** After a reload: given up as far as the server has not claimed it, which its first answer tells. */
export const restored = (left: FramesLeft | undefined): Frames =>
  left === undefined
    ? noFrames
    : { nextSeq: left.nextSeq, queue: left.holes, givenUpMs: join(left.holes).ms, givenUpImages: 0 };
