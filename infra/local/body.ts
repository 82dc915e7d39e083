/** The body of an HTTP message, as soon as the last of it has come. */
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** `buffer` of node:stream/consumers goes through a Blob, which takes longer than the message. @throws where it breaks off */
export async function bodyOf(message: Readable): Promise<Buffer> {
  const parts: Buffer[] = [];
  message.on('data', (part: Buffer) => parts.push(part));
  await once(message, 'end');
  return Buffer.concat(parts);
}
