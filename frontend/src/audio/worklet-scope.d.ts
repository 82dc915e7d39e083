/** What runs in an audio worklet finds there, as far as ours use it (Web Audio API, section 1.32); and its address. */

declare abstract class AudioWorkletProcessor {
  readonly port: MessagePort;
}

declare function registerProcessor(
  name: string,
  processor: new (options: { readonly processorOptions?: unknown }) => AudioWorkletProcessor & {
    /** Blocks of 128 samples: input, channel. False: it is no longer needed. */
    process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean;
  },
): void;

declare module '*?worker&url' {
  /** Of the built script, on the page's own origin. */
  const url: string;
  export default url;
}
