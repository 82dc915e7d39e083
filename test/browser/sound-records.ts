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
  const told = new Set<string>();
  await context.exposeBinding(
    'tellSound',
    (_source, id: string, kind: keyof SoundRecords, samples: string) => {
      if (!told.has(id)) records[kind].push(samples);
      told.add(id);
    },
  );
  await context.addInitScript(() => {
    // Before a page is loaded there is an empty one, which has neither sound nor storage.
    if (location.href === 'about:blank') return;
    type Piece = [id: string, kind: 'captured' | 'heard', samples: string];
    const { tellSound } = window as unknown as { tellSound: (...piece: Piece) => Promise<void> };
    const untold = new Map<string, Piece>();
    const tell = (...piece: Piece): void => {
      untold.set(piece[0], piece);
      void tellSound(...piece).then(() => untold.delete(piece[0]));
    };
    const recordSound = (kind: Piece[1], samples: string): void => tell(crypto.randomUUID(), kind, samples);
    // What is on its way to the test while a page is left may never arrive: the tab's next page tells it again.
    addEventListener('pagehide', () =>
      sessionStorage.setItem('untold', JSON.stringify([...untold.values()])),
    );
    for (const piece of JSON.parse(sessionStorage.getItem('untold') ?? '[]') as Piece[]) tell(...piece);
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
