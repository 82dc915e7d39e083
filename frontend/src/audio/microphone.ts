/** One open microphone: its sound in frames of 16 kHz mono, its volume, and the switch that stops it. */
import captureWorklet from './capture-worklet.ts?worker&url';
import { openDevice, type Opened, stop, workletProblemOf } from './devices.ts';
import { SAMPLE_RATE_HZ, samplesIn } from './sound-format.ts';

/** Less is no news: systems take a moment to switch. */
const SILENT_MS = 2_000;

/** What the worklet posts. */
export interface Captured {
  readonly samples: Int16Array<ArrayBuffer>;
  /** Epoch ms of the first sample. */
  readonly capturedAt: number;
}

export interface MicrophoneOptions {
  /** Absent: the one that the system prefers. */
  readonly deviceId: string | undefined;
  readonly frameMs: number;
  readonly onCaptured: (captured: Captured) => void;
  /** The device is gone. Nothing is captured any more. */
  readonly onLost: () => void;
  /** While it is listened to: whether the system or another program keeps its sound from this page. */
  readonly onSilent: (silent: boolean) => void;
}

export interface Microphone {
  /** As the browser names it on this site. */
  readonly deviceId: string | undefined;
  /** 0 to 100: how much of what the microphone hears goes into the frames. */
  setVolume(percent: number): void;
  /** Off: no frame is made, and the browser's own sign shows that nothing is heard. It starts off. */
  listen(on: boolean): void;
  close(): void;
}

export async function openMicrophone(options: MicrophoneOptions): Promise<Opened<Microphone>> {
  const { deviceId } = options;
  const opened = await openDevice({
    audio: { channelCount: 1, ...(deviceId !== undefined && { deviceId: { exact: deviceId } }) },
  });
  if (!opened.ok) return opened;
  try {
    return { ok: true, value: await listenTo(opened.value, options) };
  } catch (error) {
    stop(opened.value);
    return { ok: false, problem: workletProblemOf(error) };
  }
}

async function listenTo(
  stream: MediaStream,
  { frameMs, onCaptured, onLost, onSilent }: MicrophoneOptions,
): Promise<Microphone> {
  const context = new AudioContext({ sampleRate: SAMPLE_RATE_HZ });
  const [track] = stream.getAudioTracks();
  try {
    await context.audioWorklet.addModule(captureWorklet);
    const source = context.createMediaStreamSource(stream);
    const volume = context.createGain();
    const capture = new AudioWorkletNode(context, 'podium-capture', {
      numberOfOutputs: 0,
      // What has two channels is mixed to one.
      channelCount: 1,
      channelCountMode: 'explicit',
      processorOptions: { frameSamples: samplesIn(frameMs) },
    });
    source.connect(volume);
    capture.port.onmessage = ({ data }: MessageEvent<Captured>) => onCaptured(data);
    // A page that listens to a microphone may run its audio without a press; where the system has stopped it, it may refuse for now.
    const resume = (): void => void context.resume().catch(() => undefined);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const watch = (): void => {
      clearTimeout(timer);
      const silent = track?.enabled === true && (track.muted || context.state !== 'running');
      if (silent) timer = setTimeout(() => onSilent(true), SILENT_MS);
      else onSilent(false);
    };
    const watched = new AbortController();
    const { signal } = watched;
    track?.addEventListener('ended', onLost, { signal });
    track?.addEventListener('mute', watch, { signal });
    track?.addEventListener('unmute', watch, { signal });
    const changed = (): void => {
      watch();
      if (context.state === 'suspended') resume();
    };
    context.addEventListener('statechange', changed, { signal });
    const seen = (): void => {
      if (document.visibilityState === 'visible' && context.state !== 'running') resume();
    };
    document.addEventListener('visibilitychange', seen, { signal });
    if (track) track.enabled = false;
    resume();
    return {
      deviceId: track?.getSettings().deviceId,
      setVolume(percent) {
        volume.gain.value = percent / 100;
      },
      listen(on) {
        if (track === undefined || track.enabled === on) return;
        track.enabled = on;
        if (on) volume.connect(capture);
        else volume.disconnect();
        watch();
      },
      close() {
        watched.abort();
        clearTimeout(timer);
        capture.port.onmessage = null;
        stop(stream);
        void context.close();
      },
    };
  } catch (error) {
    void context.close();
    throw error;
  }
}
