/** Plays a speaker's sound: decoder, jitter buffer in the audio thread, volume. */
import type { Frame } from '#protocol/frames.ts';
import { type Opened, type WorkletProblem, workletProblemOf } from './devices.ts';
import { FrameDecoder } from './frame-decoder.ts';
import playerWorklet from './player-worklet.ts?worker&url';
import { SAMPLE_RATE_HZ } from './sound-format.ts';

/** What the worklet posts, a few times a second. */
export interface PlayerReport {
  /** Of sound that has arrived and is not heard yet. */
  readonly queuedMs: number;
  /** Of sound that came too late to be worth playing, all in all. */
  readonly skippedMs: number;
}

export interface PlayerOptions {
  readonly onReport: (report: PlayerReport) => void;
  /** Whether sound waits for a press, as browsers demand of a page that nobody has touched. */
  readonly onBlocked: (blocked: boolean) => void;
  /** Whether this browser can play what comes. */
  readonly onPlayable: (playable: boolean) => void;
}

export interface Player {
  hear(sound: Frame): void;
  /** In answer to a press. */
  start(): void;
  /** 0 to 100. */
  setVolume(percent: number): void;
  close(): void;
}

declare global {
  interface Navigator {
    /** Of WebKit only: https://w3c.github.io/audio-session/ */
    readonly audioSession?: { type: 'auto' | 'playback' };
  }
}

export async function createPlayer(options: PlayerOptions): Promise<Opened<Player, WorkletProblem>> {
  // Otherwise the switch that silences an iPhone's bell would silence the speaker.
  if (navigator.audioSession) navigator.audioSession.type = 'playback';
  let context: AudioContext | undefined;
  try {
    context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ });
    await context.audioWorklet.addModule(playerWorklet);
    return { ok: true, value: playerIn(context, options) };
  } catch (error) {
    // A page may have only so many.
    void context?.close();
    return { ok: false, problem: workletProblemOf(error) };
  }
}

function playerIn(context: AudioContext, { onBlocked, onPlayable, onReport }: PlayerOptions): Player {
  const volume = context.createGain();
  volume.connect(context.destination);
  const node = new AudioWorkletNode(context, 'podium-player', {
    numberOfInputs: 0,
    outputChannelCount: [1],
  });
  node.port.onmessage = ({ data }: MessageEvent<PlayerReport>) => onReport(data);
  node.connect(volume);
  const decoder = new FrameDecoder((samples) => {
    // What arrives while sound waits for a press is not heard later: it was live then.
    if (context.state === 'running') node.port.postMessage(samples, [samples.buffer]);
  }, onPlayable);
  const tellBlocked = (): void => onBlocked(context.state !== 'running');
  context.onstatechange = tellBlocked;
  tellBlocked();
  return {
    hear: (sound) => decoder.decode(sound),
    start: () => void context.resume(),
    setVolume(percent) {
      volume.gain.value = percent / 100;
    },
    close() {
      decoder.close();
      context.onstatechange = null;
      void context.close();
    },
  };
}
