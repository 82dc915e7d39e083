/**
 * Reads frame headers as they pass, because API Gateway limits frames and `ws` limits messages only.
 * RFC 6455, section 5.2: two bytes, an extended length of two or eight, and, from a client, a mask of four.
 */
import type { Closure } from './events.ts';
import type { GatewayLimits } from './limits.ts';

interface FrameHeader {
  readonly final: boolean;
  readonly opcode: number;
  readonly payloadBytes: number;
}

const BINARY = 2;
const FIRST_CONTROL_OPCODE = 8;
const TOO_BIG: Closure = { code: 1009, reason: 'Message too big' };
const NOT_TEXT: Closure = { code: 1003, reason: 'Binary frames are not supported' };

/**
 * @param onViolation called once, as soon as the header of a forbidden frame has arrived
 * @returns takes the bytes of the connection, in order, however they are split
 */
export function watchFrames(
  limits: Pick<GatewayLimits, 'frameBytes' | 'messageBytes'>,
  onViolation: (closure: Closure) => void,
): (bytes: Buffer) => void {
  let header = Buffer.alloc(0);
  let payloadLeft = 0;
  let messageBytes = 0;
  let violated = false;

  const judge = ({ final, opcode, payloadBytes }: FrameHeader): Closure | undefined => {
    if (opcode >= FIRST_CONTROL_OPCODE) return undefined;
    if (opcode === BINARY) return NOT_TEXT;
    messageBytes += payloadBytes;
    if (payloadBytes > limits.frameBytes || messageBytes > limits.messageBytes) return TOO_BIG;
    if (final) messageBytes = 0;
    return undefined;
  };

  return (bytes) => {
    let at = 0;
    while (at < bytes.length && !violated) {
      const skipped = Math.min(payloadLeft, bytes.length - at);
      payloadLeft -= skipped;
      at += skipped;
      if (at === bytes.length) return;
      header = Buffer.concat([header, bytes.subarray(at, at + 1)]);
      at += 1;
      const frame = parseHeader(header);
      if (frame === undefined) continue;
      header = Buffer.alloc(0);
      payloadLeft = frame.payloadBytes;
      const violation = judge(frame);
      if (violation === undefined) continue;
      violated = true;
      onViolation(violation);
    }
  };
}

/** @returns undefined while bytes are missing */
function parseHeader(bytes: Buffer): FrameHeader | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const shortLength = second & 0x7f;
  const lengthBytes = shortLength === 127 ? 8 : shortLength === 126 ? 2 : 0;
  const maskBytes = (second & 0x80) === 0 ? 0 : 4;
  if (bytes.length < 2 + lengthBytes + maskBytes) return undefined;
  const payloadBytes =
    lengthBytes === 8
      ? Number(bytes.readBigUInt64BE(2))
      : lengthBytes === 2
        ? bytes.readUInt16BE(2)
        : shortLength;
  return { final: (first & 0x80) !== 0, opcode: first & 0x0f, payloadBytes };
}
