/** The public face for who is heard and seen: a session client that also sends sound and stills. */
import type { SessionClient, SessionClientOptions } from './client.ts';
import { driverOf } from './driver.ts';
import { frameSending } from './frame-sending.ts';
import type { CapturedFrame } from './frames.ts';

export type * from './client.ts';
export type { CapturedFrame } from './frames.ts';

export interface SpeakerClientOptions extends SessionClientOptions {
  /**
   * Of sound, in ms: with less than that a message of frames waits for more, and no longer than that. Each message is one
   * for every listener. @default 0: whatever there is goes at once
   */
  readonly batchMs?: number;
}

export interface SpeakerClient extends SessionClient {
  /**
   * Sends a piece of live input to the listeners, now or as soon as there is a connection again. Taken while the page
   * has its session (`onAir` or `reconnecting`) and the person has neither paused nor muted it; otherwise nothing
   * happens. May be called from the listener that is told of the session. What becomes of it is in `view.frames`.
   */
  capture(frame: CapturedFrame): void;
}

export function createSpeakerClient(options: SpeakerClientOptions): SpeakerClient {
  const client = driverOf(options, frameSending(options.batchMs ?? 0));
  return Object.assign(client, {
    capture: (frame: CapturedFrame) => client.happened({ kind: 'capture', frame }),
  });
}
