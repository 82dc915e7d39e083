/** Makes frames of one length out of the blocks that an audio system delivers. */
import { toPcm } from './pcm.ts';

export class Framer {
  readonly #frame: Float32Array;
  #filled = 0;

  /** @param frameSamples the length of every frame */
  constructor(frameSamples: number) {
    this.#frame = new Float32Array(frameSamples);
  }

  /** @returns the frames that are full now, oldest first */
  add(block: Float32Array): Int16Array<ArrayBuffer>[] {
    const full: Int16Array<ArrayBuffer>[] = [];
    for (let taken = 0; taken < block.length;) {
      const part = block.subarray(taken, taken + this.#frame.length - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled < this.#frame.length) break;
      full.push(toPcm(this.#frame));
      this.#filled = 0;
    }
    return full;
  }

  /** Forgets what is not a frame yet: what comes next does not follow on it. */
  clear(): void {
    this.#filled = 0;
  }
}
