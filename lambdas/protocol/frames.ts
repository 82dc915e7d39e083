/** Frames: pieces of the speaker's live input, and how many of them travel in one message. */
import * as v from 'valibot';
import * as field from './fields.ts';
import { limits } from './limits.ts';

const BASE64_MESSAGE = 'must be base64 with its padding';
// RFC 4648, section 4. Quantifiers without nesting: the time to check grows with the length and no faster.
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** By content type: what kind of frame it is. */
export const kindOfContent = {
  'audio/pcm;rate=16000': 'audio',
  'audio/opus': 'audio',
  'image/jpeg': 'image',
} as const;
export type ContentType = keyof typeof kindOfContent;
export type FrameKind = (typeof kindOfContent)[ContentType];
const contentTypes = Object.keys(kindOfContent) as ContentType[];

export const frame = v.pipe(
  v.object({
    seq: field.seq,
    kind: v.picklist(['audio', 'image'], 'must be "audio" or "image"'),
    capturedAt: field.instant,
    contentType: v.picklist(contentTypes, `must be one of ${contentTypes.join(', ')}`),
    durationMs: v.optional(field.span),
    data: v.pipe(
      v.string(BASE64_MESSAGE),
      v.check((text) => text.length % 4 === 0 && BASE64.test(text), BASE64_MESSAGE),
    ),
  }),
  v.forward(
    v.check(
      ({ kind, contentType }) => kindOfContent[contentType] === kind,
      'must be of the kind that the frame names',
    ),
    ['contentType'],
  ),
);

const FRAMES_MESSAGE = `must be a list of 1 to ${limits.framesPerMessage} frames`;
/** In the order of their seq, each one above the one before. */
export const frames = v.pipe(
  v.array(frame, FRAMES_MESSAGE),
  v.minLength(1, FRAMES_MESSAGE),
  v.maxLength(limits.framesPerMessage, FRAMES_MESSAGE),
  v.check(
    (list) => list.every(({ seq }, index) => seq === (list[0]?.seq ?? 0) + index),
    'must have seqs that follow each other',
  ),
);

export type Frame = v.InferOutput<typeof frame>;
