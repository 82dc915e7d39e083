/** A certificate for 127.0.0.1, signed by itself: TLS on loopback without a file that anybody has to keep. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface Certificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const DAY_MS = 86_400_000;

/** X.509 v3 (RFC 5280, section 4.1) with a key on P-256, good for a day around `at`. */
export function selfSignedCertificate(at: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(set(sequence(COMMON_NAME, text('127.0.0.1'))));
  const signed = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    sequence(ECDSA_WITH_SHA256),
    name,
    sequence(instant(at.getTime() - DAY_MS), instant(at.getTime() + DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(
      0xa3,
      sequence(sequence(SUBJECT_ALT_NAME, tagged(OCTETS, sequence(tagged(IP_ADDRESS, LOOPBACK))))),
    ),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', signed, privateKey)]);
  const certificate = sequence(signed, sequence(ECDSA_WITH_SHA256), tagged(BITS, signature));
  return {
    certificatePem: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64')}\n-----END CERTIFICATE-----\n`,
    keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

// ITU-T X.690: a tag, a length, and what is in it. Here as much as the certificate above needs.
const BITS = 0x03;
const OCTETS = 0x04;
/** RFC 5280, section 4.2.1.6: context tag 7. */
const IP_ADDRESS = 0x87;
const LOOPBACK = Buffer.from([127, 0, 0, 1]);
const ECDSA_WITH_SHA256 = Buffer.from('06082a8648ce3d040302', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const SUBJECT_ALT_NAME = Buffer.from('0603551d11', 'hex');

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const lengthBytes =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...lengthBytes]), content]);
}

const sequence = (...parts: readonly Buffer[]) => tagged(0x30, Buffer.concat(parts));
const set = (...parts: readonly Buffer[]) => tagged(0x31, Buffer.concat(parts));
const integer = (bytes: Buffer) => tagged(0x02, bytes);
const text = (value: string) => tagged(0x0c, Buffer.from(value));
/** `YYYYMMDDHHMMSSZ`. */
const instant = (ms: number) =>
  tagged(0x18, Buffer.from(`${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '')}Z`));
