/** In the audio thread: plays what arrives through a jitter buffer, and tells how much waits. */
import { JitterBuffer } from './jitter-buffer.ts';
import { toFloats } from './pcm.ts';
import type { PlayerReport } from './player.ts';
import { msOf } from './sound-format.ts';

/** About every quarter of a second, in blocks of 128 samples at 16 kHz. */
const BLOCKS_PER_REPORT = 31;

class Play extends AudioWorkletProcessor {
  readonly #buffer = new JitterBuffer();
  #blocks = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<Int16Array>) => this.#buffer.add(toFloats(data));
  }

  process(_inputs: Float32Array[][], [output]: Float32Array[][]): boolean {
    const channel = output?.[0];
    if (channel !== undefined) this.#buffer.take(channel);
    this.#blocks += 1;
    if (this.#blocks % BLOCKS_PER_REPORT === 0) {
      const { queued, skipped } = this.#buffer;
      const report: PlayerReport = { queuedMs: msOf(queued), skippedMs: msOf(skipped) };
      this.port.postMessage(report);
    }
    return true;
  }
}

registerProcessor('podium-player', Play);
