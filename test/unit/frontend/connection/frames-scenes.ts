/** What a test captures, and how it speaks of what was sent. */
import type { CapturedFrame } from '../../../../frontend/src/connection/speaker.ts';
import type { Sent, ScriptedSocket, Tab } from './outside.ts';
import * as server from './server.ts';

/** 100 ms of sound of so many base64 characters. */
export const sound = (fields: Partial<CapturedFrame> & { chars?: number } = {}): CapturedFrame => {
  const { chars = 4, ...rest } = fields;
  return {
    kind: 'audio',
    capturedAt: 1_750_000_000_000,
    contentType: 'audio/pcm;rate=16000',
    durationMs: 100,
    data: 'A'.repeat(chars),
    ...rest,
  };
};

export const still = (chars = 4): CapturedFrame => ({
  kind: 'image',
  capturedAt: 1_750_000_000_000,
  contentType: 'image/jpeg',
  data: 'B'.repeat(chars),
});

export const framesSent = (socket: ScriptedSocket): readonly Sent[] =>
  socket.sent.filter(({ action }) => action === 'sendFrames');

export const lastFrames = (tab: Tab): Sent | undefined => framesSent(tab.socket).at(-1);

export const seqsOf = (message: Sent | undefined): readonly number[] =>
  (message?.['frames'] as readonly { seq: number }[] | undefined)?.map(({ seq }) => seq) ?? [];

export const acknowledgeLast = (tab: Tab): void => tab.socket.say(server.framesAcked(lastFrames(tab)));

export const capture = (tab: Tab, times: number): void => {
  for (let time = 0; time < times; time++) tab.client.capture(sound());
};
