/** Evens out what the network delivers unevenly: waits for a little sound, plays it, and skips what would make it late. */
import { samplesIn } from './sound-format.ts';

/** So much is waited for before sound begins, and after it ran dry. */
export const TARGET_MS = 250;
/** More than this is not caught up with by waiting: it is skipped down to the target. */
export const MOST_MS = 1_500;

export class JitterBuffer {
  readonly #chunks: Float32Array[] = [];
  #queued = 0;
  /** Of the first chunk: how much of it was played. */
  #played = 0;
  #skipped = 0;
  #playing = false;

  /** Samples that wait. */
  get queued(): number {
    return this.#queued;
  }

  /** Samples that were never played, all in all. */
  get skipped(): number {
    return this.#skipped;
  }

  add(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.#chunks.push(samples);
    this.#queued += samples.length;
    if (this.#queued > samplesIn(MOST_MS)) {
      const tooMany = this.#queued - samplesIn(TARGET_MS);
      this.#drop(tooMany);
      this.#skipped += tooMany;
    }
  }

  /** Fills `output`, with silence where there is no sound. */
  take(output: Float32Array): void {
    output.fill(0);
    if (!this.#playing && this.#queued < samplesIn(TARGET_MS)) return;
    this.#playing = true;
    let filled = 0;
    while (filled < output.length) {
      const [chunk] = this.#chunks;
      if (chunk === undefined) {
        this.#playing = false;
        return;
      }
      const part = chunk.subarray(this.#played, this.#played + output.length - filled);
      output.set(part, filled);
      filled += part.length;
      this.#drop(part.length);
    }
  }

  #drop(samples: number): void {
    this.#queued -= samples;
    this.#played += samples;
    for (let first = this.#chunks[0]; first !== undefined; first = this.#chunks[0]) {
      if (this.#played < first.length) return;
      this.#played -= first.length;
      this.#chunks.shift();
    }
  }
}
