// A process with some of a scene's listeners: they note when each frame came, and whether one is missing.
import { setTimeout as delay } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import { inLanes } from '../../../test/smoke/lanes.ts';
import { answerParent } from '../child.ts';
import { fromSeq, heard, missedUpTo, type Hearing } from './hearing.ts';
import { answerTo, openLine, toldBy, type Stage } from '../line.ts';
import { nowMs, stampOf, type SoundFrame } from './sound.ts';

export type ListenersQuestions = {
  /** One listener for each name, which may stand there many times. */
  join: { asks: { stage: Stage; sessionIds: readonly string[] }; answers: undefined };
  /** When all was said, up to that seq in every session. */
  tell: { asks: { lastSeq: number }; answers: Heard };
};

export interface Heard {
  /** From a frame's capture to its arrival, over all frames and listeners. */
  readonly delaysMs: Float64Array;
  /** Messages with frames that arrived. */
  readonly pushes: number;
  readonly missed: number;
  readonly doubled: number;
  /** Listeners whose connection was closed by the other side. */
  readonly cut: number;
}

/** Handshakes at once: a crowd that arrives is not what is measured. */
const LANES = 20;
/** How long after the last acknowledgement a frame may come. */
const LATE_MS = 5_000;
const POLL_MS = 20;

interface Listener {
  readonly socket: WebSocket;
  hearing: Hearing;
}

let listeners: readonly Listener[] = [];
const delaysMs: number[] = [];
let pushes = 0;

answerParent<ListenersQuestions>({
  async join({ stage, sessionIds }) {
    listeners = await inLanes(LANES, sessionIds, (sessionId) => join(stage, sessionId));
    return undefined;
  },
  async tell({ lastSeq }) {
    await heardAll(lastSeq);
    const sum = (of: (listener: Listener) => number) =>
      listeners.reduce((total, each) => total + of(each), 0);
    return {
      delaysMs: Float64Array.from(delaysMs),
      pushes,
      missed: sum(({ hearing }) => missedUpTo(hearing, lastSeq)),
      doubled: sum(({ hearing }) => hearing.doubled),
      cut: sum(({ socket }) => (socket.readyState === socket.OPEN ? 0 : 1)),
    };
  },
});

async function join(stage: Stage, sessionId: string): Promise<Listener> {
  const socket = await openLine(stage, `listen.${sessionId}`);
  const joined = await answerTo(socket, 'sessionJoined', { action: 'joinSession', sessionId });
  const listener: Listener = { socket, hearing: fromSeq(Number(joined['nextSeq'])) };
  socket.on('message', (data: Buffer) => {
    const atMs = nowMs();
    const told = toldBy(data);
    if (!Array.isArray(told['frames'])) return;
    pushes += 1;
    for (const frame of told['frames'] as SoundFrame[]) {
      listener.hearing = heard(listener.hearing, frame.seq);
      delaysMs.push(atMs - stampOf(frame));
    }
  });
  return listener;
}

async function heardAll(lastSeq: number): Promise<void> {
  const endsMs = nowMs() + LATE_MS;
  const waits = ({ socket, hearing }: Listener) =>
    socket.readyState === socket.OPEN && hearing.next <= lastSeq;
  while (listeners.some(waits) && nowMs() < endsMs) await delay(POLL_MS);
}
