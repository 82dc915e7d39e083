/** What a speaker's page sends, seen on its sockets. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export interface SentFrame {
  readonly seq: number;
  readonly kind: 'audio' | 'image';
  readonly contentType: string;
  readonly durationMs?: number;
  readonly data: string;
}

export interface SentMessage {
  readonly requestId: string;
  readonly frames: readonly SentFrame[];
  acknowledged: boolean;
}

/** @returns every message with frames that the page sends from its next socket on, oldest first; sent again, it is there again */
export function sentMessages(page: Page): SentMessage[] {
  const sent: SentMessage[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => {
      const message = JSON.parse(String(payload)) as SentMessage & { action: string };
      if (message.action === 'sendFrames') sent.push({ ...message, acknowledged: false });
    });
    socket.on('framereceived', ({ payload }) => {
      const { requestId, type } = JSON.parse(String(payload)) as { requestId?: string; type?: string };
      if (type === 'framesAcked')
        for (const message of sent) if (message.requestId === requestId) message.acknowledged = true;
    });
  });
  return sent;
}

/** @returns the frames of messages that were never acknowledged */
export const unacknowledged = (sent: readonly SentMessage[]): readonly SentFrame[] =>
  sent.filter(({ acknowledged }) => !acknowledged).flatMap(({ frames }) => frames);

/** @returns every frame that the page sends from its next socket on */
export function sentFrames(page: Page): SentFrame[] {
  const sent: SentFrame[] = [];
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const message = JSON.parse(String(payload)) as SentMessage & { action: string };
      if (message.action === 'sendFrames') sent.push(...message.frames);
    }),
  );
  return sent;
}

/** Waits until the page has sent more of what has this kind. */
export async function sends(frames: readonly SentFrame[], kind: 'audio' | 'image', more = 3): Promise<void> {
  const count = () => frames.filter((frame) => frame.kind === kind).length;
  const enough = count() + more;
  await expect.poll(count).toBeGreaterThanOrEqual(enough);
}
