/** Listens in where sound enters a page and where it leaves it, at the ports of its audio worklets: the page knows nothing of it. */
import type { BrowserContext, Page } from 'playwright-core';
import type { ServerMessage } from '../../lambdas/protocol/server-messages.ts';

export interface SoundRecords {
  /** Each frame that a capture worklet gave to a page of the context, oldest first; base64 of 16-bit samples. */
  readonly captured: string[];
  /** Each piece that a page of the context gave to its player worklet. */
  readonly heard: string[];
}

/** Before any page is opened. A page records no more of what is captured after `endRecording()`. */
export async function recordSound(context: BrowserContext): Promise<SoundRecords> {
  const records: SoundRecords = { captured: [], heard: [] };
  await context.exposeBinding('recordSound', (_source, kind: keyof SoundRecords, samples: string) => {
    records[kind].push(samples);
  });
  await context.addInitScript(() => {
    const { recordSound } = window as unknown as {
      recordSound: (kind: 'captured' | 'heard', samples: string) => void;
    };
    const base64 = (samples: Int16Array): string =>
      btoa(String.fromCharCode(...new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength)));
    let ended = false;
    Object.assign(window, {
      endRecording: () => {
        ended = true;
      },
    });
    const Native = window.AudioWorkletNode;
    window.AudioWorkletNode = class extends Native {
      constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
        super(context, name, options);
        const { port } = this;
        if (name === 'podium-capture')
          port.addEventListener('message', ({ data }: MessageEvent<{ samples: Int16Array }>) => {
            // A microphone that the page has closed is no longer the page's.
            if (port.onmessage !== null && !ended) recordSound('captured', base64(data.samples));
          });
        else {
          const post = port.postMessage.bind(port);
          port.postMessage = (
            samples: Int16Array,
            transfer: Transferable[] | StructuredSerializeOptions = [],
          ) => {
            recordSound('heard', base64(samples));
            post(samples, Array.isArray(transfer) ? { transfer } : transfer);
          };
        }
      }
    };
  });
  return records;
}

type FramesMessage = ServerMessage<'frames'>;

/** @returns every message with frames that the page's sockets receive from now on, oldest first */
export function receivedFrames(page: Page): FramesMessage[] {
  const received: FramesMessage[] = [];
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(String(payload)) as { type?: string };
      if (message.type === 'frames') received.push(message as FramesMessage);
    }),
  );
  return received;
}

export const samplesOf = (pieces: readonly string[]): Int16Array => {
  const bytes = Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
  return new Int16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.byteLength / 2));
};
