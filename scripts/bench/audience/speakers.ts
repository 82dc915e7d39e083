// A process with the speakers of a scene: each captures 200 ms at a time, and sends what it has when the last was acknowledged.
import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { answerParent } from '../child.ts';
import { answerTo, openLine, type Stage } from '../line.ts';
import { FRAME_MS, nowMs, soundFrame, takeMessageful, type SoundFrame } from './sound.ts';

export type SpeakersQuestions = {
  /** A session for each token. */
  create: { asks: { stage: Stage; tokens: readonly string[] }; answers: readonly string[] };
  /** So many frames of each speaker. */
  speak: { asks: { frames: number }; answers: Spoken };
};

export interface Spoken {
  readonly messages: number;
  /** From sending a message to its acknowledgement. */
  readonly ackMs: readonly number[];
  /** From the first capture to the last acknowledgement. */
  readonly tookMs: number;
  /** The longest stretch of sound that still waited when its speaker's last frame was captured. */
  readonly unsentMs: number;
}

interface Speaker {
  readonly socket: WebSocket;
  readonly sessionId: string;
  readonly epoch: number;
}

let speakers: readonly Speaker[] = [];

answerParent<SpeakersQuestions>({
  async create({ stage, tokens }) {
    speakers = await Promise.all(tokens.map((token) => createSession(stage, token)));
    return speakers.map(({ sessionId }) => sessionId);
  },
  async speak({ frames }) {
    const startMs = nowMs();
    // Spread over the length of a frame, as people who know nothing of each other are.
    const spoken = await Promise.all(
      speakers.map((speaker, index) =>
        speak(speaker, frames, startMs + (index / speakers.length) * FRAME_MS),
      ),
    );
    const ackMs = spoken.flatMap((each) => each.ackMs);
    return {
      messages: ackMs.length,
      ackMs,
      tookMs: nowMs() - startMs,
      unsentMs: Math.max(...spoken.map((each) => each.unsentMs)),
    };
  },
});

async function createSession(stage: Stage, token: string): Promise<Speaker> {
  const socket = await openLine(stage, `bearer.${token}`);
  const created = await answerTo(socket, 'sessionCreated', {
    action: 'createSession',
    clientId: crypto.randomUUID(),
    connectionNumber: 1,
    sourceLanguage: 'en',
  });
  return { socket, sessionId: String(created['sessionId']), epoch: Number(created['epoch']) };
}

async function speak({ socket, sessionId, epoch }: Speaker, frames: number, startMs: number) {
  const captured: SoundFrame[] = [];
  const ackMs: number[] = [];
  let unsentMs = 0;
  let more: () => void = () => undefined;
  const capture = async () => {
    for (let seq = 1; seq <= frames; seq += 1) {
      // When it is due, not when the timer went off: a late timer is a delay, too.
      const dueMs = startMs + seq * FRAME_MS;
      await delay(Math.max(0, dueMs - nowMs()));
      unsentMs = captured.length * FRAME_MS;
      captured.push(soundFrame(seq, dueMs));
      more();
    }
  };
  const send = async () => {
    for (let acked = 0; acked < frames;) {
      if (captured.length === 0) await new Promise<void>((resolve) => (more = resolve));
      const message = takeMessageful(captured);
      acked += message.length;
      const sentMs = nowMs();
      await answerTo(socket, 'framesAcked', { action: 'sendFrames', sessionId, epoch, frames: message });
      ackMs.push(nowMs() - sentMs);
    }
  };
  await Promise.all([capture(), send()]);
  return { ackMs, unsentMs };
}
