/** A record of the table's stream, as Lambda is handed it: the item before and after one write. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { SpeakerId } from '../protocol/units.ts';
import type { SpeakerItem } from '../session/speaker-item.ts';
import type { Attributes } from './attributes.ts';
import { speakerOf, stored } from './items.ts';
import { itemOf } from './settle.ts';

/** An attribute in an event: as on the wire, with bytes as base64. */
export interface ImageValue {
  readonly S?: string | undefined;
  readonly N?: string | undefined;
  readonly B?: string | undefined;
  readonly BOOL?: boolean | undefined;
  readonly M?: Image | undefined;
}
export type Image = Readonly<Record<string, ImageValue>>;

/** A write, or a deletion: nobody but TTL deletes, long after the session is over. */
export type StreamedWrite = { readonly speakerId: SpeakerId } & (
  | { readonly before: SpeakerItem | undefined; readonly after: SpeakerItem }
  | { readonly before: SpeakerItem; readonly after: undefined }
);

/**
 * @returns undefined where it is no write to a speaker's item but to a name's
 * @throws Error where an item is damaged or has an unknown schema
 */
export function writeIn(before: Image | undefined, after: Image | undefined): StreamedWrite | undefined {
  const speakerId = speakerOf((after ?? before)?.[stored.key]?.S ?? '');
  if (speakerId === undefined) return undefined;
  const item = (image: Image | undefined) => itemOf(speakerId, image && attributesOf(image));
  const [was, is] = [item(before), item(after)];
  if (is !== undefined) return { speakerId, before: was, after: is };
  return was && { speakerId, before: was, after: undefined };
}

const attributesOf = (image: Image): Attributes =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, attributeOf(value)]));

function attributeOf({ B, BOOL, M, N, S }: ImageValue): AttributeValue {
  if (S !== undefined) return { S };
  if (N !== undefined) return { N };
  if (BOOL !== undefined) return { BOOL };
  if (B !== undefined) return { B: new Uint8Array(Buffer.from(B, 'base64')) };
  if (M !== undefined) return { M: attributesOf(M) };
  throw new Error('An attribute of a kind that is never written.');
}
