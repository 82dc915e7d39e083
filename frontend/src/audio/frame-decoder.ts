/** Turns received sound back into samples, in the order in which it came. */
import type { Frame } from '#protocol/frames.ts';
import { fromBase64 } from './base64.ts';
import { pcmOfBytes, toPcm } from './pcm.ts';
import { SAMPLE_RATE_HZ, soundContent } from './sound-format.ts';

/** One may have been broken on its way. */
const FAILURES_TO_TELL = 2;

type Sound = Pick<Frame, 'contentType' | 'data' | 'durationMs'>;

export class FrameDecoder {
  readonly #emit: (samples: Int16Array<ArrayBuffer>) => void;
  readonly #tell: (playable: boolean) => void;
  /** Frames in a row, since sound was decoded last. */
  #failures = 0;
  /** Until then what came before is not emitted yet. */
  #turn: Promise<void> = Promise.resolve();
  #opus: AudioDecoder | undefined;
  #timestampUs = 0;

  /** @param tell whether what comes can be played: this browser may have no decoder for it, or it may be no sound. Only changes are told */
  constructor(emit: (samples: Int16Array<ArrayBuffer>) => void, tell: (playable: boolean) => void) {
    this.#emit = emit;
    this.#tell = tell;
  }

  decode(sound: Sound): void {
    this.#turn = this.#turn.then(() => this.#next(sound)).catch(() => this.#failed());
  }

  close(): void {
    if (this.#opus !== undefined && this.#opus.state !== 'closed') this.#opus.close();
  }

  async #next({ contentType, data, durationMs }: Sound): Promise<void> {
    switch (contentType) {
      case soundContent.pcm:
        await this.#endOpus();
        this.#decoded(pcmOfBytes(fromBase64(data)));
        return;
      case soundContent.opus: {
        const timestamp = this.#timestampUs;
        this.#timestampUs += (durationMs ?? 0) * 1_000;
        // Every Opus packet can be decoded by itself.
        this.#decoder().decode(new EncodedAudioChunk({ type: 'key', timestamp, data: fromBase64(data) }));
        return;
      }
      case 'image/jpeg':
        return;
    }
  }

  #decoded(samples: Int16Array<ArrayBuffer>): void {
    if (this.#failures >= FAILURES_TO_TELL) this.#tell(true);
    this.#failures = 0;
    this.#emit(samples);
  }

  #failed(): void {
    this.#failures += 1;
    if (this.#failures === FAILURES_TO_TELL) this.#tell(false);
  }

  /** A speaker who changes the format is heard to the end of the old one first. */
  async #endOpus(): Promise<void> {
    const opus = this.#opus;
    this.#opus = undefined;
    if (opus?.state !== 'configured') return;
    await opus.flush();
    opus.close();
  }

  /** @throws ReferenceError where the browser has none */
  #decoder(): AudioDecoder {
    // After an error it is closed, and the next packet gets a new one.
    if (this.#opus?.state === 'configured') return this.#opus;
    const opus = new AudioDecoder({
      output: (sound) => {
        this.#decoded(toPcm(atOurRate(sound)));
        sound.close();
      },
      error: () => this.#failed(),
    });
    opus.configure({ codec: 'opus', sampleRate: SAMPLE_RATE_HZ, numberOfChannels: 1 });
    this.#opus = opus;
    return opus;
  }
}

/**
 * A decoder may answer at 48 kHz whatever it was asked for. Of three samples one is kept: what was encoded at 16 kHz has no
 * tones that this could fold down.
 */
function atOurRate(sound: AudioData): Float32Array {
  const samples = new Float32Array(sound.numberOfFrames);
  sound.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
  const step = Math.max(1, Math.round(sound.sampleRate / SAMPLE_RATE_HZ));
  return step === 1 ? samples : samples.filter((_, index) => index % step === 0);
}
