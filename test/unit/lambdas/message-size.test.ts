// How long a message may be: in bytes as they travel, whatever it is written in.
import { expect, test } from 'vitest';
import { decodeClientMessage } from '#protocol/decode.ts';
import { limits } from '#protocol/limits.ts';

const heartbeat = { action: 'heartbeat', sessionId: 'caring-king-2754', epoch: 1 };

/** Filled up with a field that nobody reads, in the given characters. */
function messageOf(bytes: number, filling: string): string {
  const empty = JSON.stringify({ ...heartbeat, padding: '' });
  const left = bytes - Buffer.byteLength(empty);
  const padding = filling.repeat(Math.floor(left / Buffer.byteLength(filling)));
  const rest = 'x'.repeat(left - Buffer.byteLength(padding));
  return JSON.stringify({ ...heartbeat, padding: padding + rest });
}

test.each([
  ['ASCII', 'x'],
  ['two bytes', 'é'],
  ['three bytes', '話'],
  ['four bytes', '📻'],
])('a message is as long as its bytes: %s', (_name, filling) => {
  const [longest, tooLong] = [0, 1].map((over) => messageOf(limits.controlMessageBytes + over, filling));
  expect(decodeClientMessage('heartbeat', longest ?? '', ['en'])).toMatchObject({ ok: true });
  expect(decodeClientMessage('heartbeat', tooLong ?? '', ['en'])).toMatchObject({
    ok: false,
    violation: { code: 'MESSAGE_TOO_LARGE' },
  });
});
