/** What every microphone of the tests hears: a tone whose loudness never repeats while a test runs. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const TONE_HZ = 440.5;
const RATE_HZ = 48_000;
const SECONDS = 30;
/** Of the loudness, so slow that the tone stays the tone. */
const SWELL_HZ = 0.37;

/** @returns the path of a WAV file: 16-bit PCM, one channel */
export function knownSoundFile(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'podium-sound-')), 'tone.wav');
  writeFileSync(path, wav());
  return path;
}

function wav(): Buffer {
  const samples = RATE_HZ * SECONDS;
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(RATE_HZ, 24);
  file.writeUInt32LE(RATE_HZ * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index += 1) {
    const seconds = index / RATE_HZ;
    const loudness = 9_000 + 4_000 * Math.sin(2 * Math.PI * SWELL_HZ * seconds);
    file.writeInt16LE(Math.round(loudness * Math.sin(2 * Math.PI * TONE_HZ * seconds)), 44 + index * 2);
  }
  return file;
}
