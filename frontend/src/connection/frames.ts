/** The speaker's frames until they are sent: a bounded queue in which what was given up stays as a hole. */
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import type { ContentType, FrameKind } from '#protocol/frames.ts';
import { limits } from '#protocol/limits.ts';

/** A piece of live input, as the page captured it. */
export interface CapturedFrame {
  readonly kind: FrameKind;
  /** On the wall clock, epoch ms. */
  readonly capturedAt: number;
  /** Of the same kind. */
  readonly contentType: ContentType;
  /** Of audio. */
  readonly durationMs?: number | undefined;
  /** Base64 with padding (RFC 4648, section 4). Given up at once where the frame is longer than `bufferLimits.frameBytes`. */
  readonly data: string;
}

export type NumberedFrame = ClientMessageInput<'sendFrames'>['frames'][number];

/** Seqs that were given up, and how much audio they were. */
export interface Hole {
  readonly seqs: number;
  readonly ms: number;
}

export interface Kept {
  readonly frame: NumberedFrame;
  /** Of the frame in a message. */
  readonly bytes: number;
  /** Monotonic ms. */
  readonly takenAt: number;
}

/** Immutable. What is in flight is no part of it: that is a command. */
export interface Frames {
  /**
   * For the next frame; what is queued ends just before it. Absent where the server has not said where this client
   * goes on: before the first answer, and since another client has the session.
   */
  readonly nextSeq?: number | undefined;
  /** Follows without space on what is in flight. Where two holes meet, they are one. */
  readonly queue: readonly (Kept | Hole)[];
  readonly givenUpMs: number;
  readonly givenUpImages: number;
}

/** Of what is queued. What is in flight is never dropped, and comes on top. */
export const bufferLimits = {
  /** Base64 characters. */
  bytes: 1024 * 1024,
  ageMs: 20_000,
  /** Of one frame in JSON, so that a message holds it beside its own fields. */
  frameBytes: limits.messageBytes - 512,
} as const;

export const noFrames: Frames = { queue: [], givenUpMs: 0, givenUpImages: 0 };

export const isKept = (piece: Kept | Hole): piece is Kept => 'frame' in piece;
export const holeOf = (piece: Kept | Hole): Hole =>
  isKept(piece) ? { seqs: 1, ms: piece.frame.durationMs ?? 0 } : piece;
export const join = (pieces: readonly (Kept | Hole)[]): Hole =>
  pieces.map(holeOf).reduce((sum, { seqs, ms }) => ({ seqs: sum.seqs + seqs, ms: sum.ms + ms }), {
    seqs: 0,
    ms: 0,
  });

/** With what is given up as holes, and holes that meet as one. */
export function givenUp(frames: Frames, isLost: (kept: Kept) => boolean): Frames {
  const queue: (Kept | Hole)[] = [];
  let { givenUpImages, givenUpMs } = frames;
  for (const piece of frames.queue) {
    const lost = isKept(piece) && isLost(piece);
    if (lost) givenUpMs += piece.frame.durationMs ?? 0;
    if (lost && piece.frame.kind === 'image') givenUpImages += 1;
    const last = queue.at(-1);
    if (isKept(piece) && !lost) queue.push(piece);
    else if (last === undefined || isKept(last)) queue.push(holeOf(piece));
    else queue[queue.length - 1] = join([last, piece]);
  }
  return { ...frames, queue, givenUpMs, givenUpImages };
}

/** Gives the frame its seq; where there is no next one yet, the frame is not taken. */
export function captured(frames: Frames, captured: CapturedFrame, now: number): Frames {
  const { nextSeq: seq, queue } = frames;
  if (seq === undefined) return frames;
  const { contentType, data, durationMs, kind } = captured;
  const capturedAt = Math.round(captured.capturedAt);
  const frame = { seq, kind, capturedAt, contentType, ...(durationMs !== undefined && { durationMs }), data };
  const kept = { frame, bytes: JSON.stringify(frame).length, takenAt: now };
  const taken = { ...frames, nextSeq: seq + 1, queue: [...queue, kept] };
  const tooLong = kept.bytes > bufferLimits.frameBytes;
  return bounded(tooLong ? givenUp(taken, (each) => each === kept) : taken, now);
}

/** Without what is too old; where there is still too much, without the oldest images, then the oldest audio. */
export function bounded(frames: Frames, now: number): Frames {
  const isOld = ({ takenAt }: Kept): boolean => now - takenAt >= bufferLimits.ageMs;
  const kept = frames.queue.filter(isKept);
  const lost = new Set(kept.filter(isOld));
  const [images, audio] = [[] as Kept[], [] as Kept[]];
  let excess = -bufferLimits.bytes;
  for (const each of kept) {
    if (lost.has(each)) continue;
    excess += each.frame.data.length;
    (each.frame.kind === 'image' ? images : audio).push(each);
  }
  for (const each of [...images, ...audio]) {
    if (excess <= 0) break;
    lost.add(each);
    excess -= each.frame.data.length;
  }
  return lost.size === 0 ? frames : givenUp(frames, (each) => lost.has(each));
}

/** When the oldest frame becomes too old; Infinity: there is none. */
export const tooOldAt = ({ queue }: Frames): number =>
  (queue.find(isKept)?.takenAt ?? Infinity) + bufferLimits.ageMs;

/** Another client gives the seqs now: what is queued is given up, to be announced where this one goes on some day. */
export const elsewhere = (frames: Frames): Frames => ({
  ...givenUp(frames, () => true),
  nextSeq: undefined,
});

/**
 * Nothing is in flight, and the server says where this client goes on. What it has claimed is no hole; it is known of
 * whole messages only, and lets no frame go.
 */
export function goingOn(frames: Frames, nextSeq: number): Frames {
  let { givenUpMs, queue } = frames;
  const own = frames.nextSeq ?? nextSeq + join(queue).seqs;
  let from = own - join(queue).seqs;
  for (const piece of queue) {
    if (isKept(piece) || from + piece.seqs > nextSeq) break;
    from += piece.seqs;
    givenUpMs -= piece.ms;
    queue = queue.slice(1);
  }
  return givenUp({ ...frames, queue, givenUpMs, nextSeq: queue.length === 0 ? nextSeq : own }, () => false);
}
