/** In the audio thread: the microphone's sound, in frames. A stalled page gets them late, but gets them all. */
import { Framer } from './framer.ts';
import { msOf } from './sound-format.ts';
import type { Captured } from './microphone.ts';

interface Options {
  readonly frameSamples: number;
}

class Capture extends AudioWorkletProcessor {
  readonly #framer: Framer;

  constructor({ processorOptions }: { readonly processorOptions?: unknown }) {
    super();
    this.#framer = new Framer((processorOptions as Options).frameSamples);
  }

  process([input]: Float32Array[][]): boolean {
    const channel = input?.[0];
    // Muted: no sound arrives, and what comes after does not follow on what was before.
    if (channel === undefined) this.#framer.clear();
    else
      for (const samples of this.#framer.add(channel)) {
        const captured: Captured = { samples, capturedAt: Math.round(Date.now() - msOf(samples.length)) };
        this.port.postMessage(captured, [samples.buffer]);
      }
    return true;
  }
}

registerProcessor('podium-capture', Capture);
