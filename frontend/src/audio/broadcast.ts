/** What goes on the air: the microphone and the camera of this page, wired to its session client. */
import type { CapturedFrame, SpeakerClient } from '../connection/speaker.ts';
import { type Camera, openCamera } from '../camera/camera.ts';
import type { DeviceProblem, Opened } from './devices.ts';
import { createFrameEncoder, type FrameEncoder, offeredFormats } from './frame-encoder.ts';
import { levelOf } from './level.ts';
import { type Captured, type Microphone, openMicrophone } from './microphone.ts';
import { rememberedSound, rememberSound, type SoundChoice } from './sound-choice.ts';
import { frameMs, type SoundFormat } from './sound-format.ts';

export type DeviceState =
  | { readonly kind: 'off' }
  /** The person is being asked, or the device is being opened. */
  | { readonly kind: 'asking' }
  | { readonly kind: 'on' }
  | { readonly kind: 'problem'; readonly problem: DeviceProblem };

export interface BroadcastState {
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly choice: SoundChoice;
  /** What may be chosen, best first. */
  readonly formats: readonly SoundFormat[];
}

/** Lives as long as the page, and follows its client: what runs there is what is captured here. */
export class Broadcast {
  readonly #client: SpeakerClient;
  readonly #listeners = new Set<() => void>();
  readonly #meters = new Set<(level: number) => void>();
  readonly #stopFollowing: () => void;
  #state: BroadcastState;
  #microphone: Microphone | undefined;
  #encoder: FrameEncoder | undefined;
  #camera: Camera | undefined;
  /** Raised with every opening and closing: what was asked for before that is of no use any more. */
  #microphoneTurn = 0;
  #cameraTurn = 0;

  constructor(client: SpeakerClient) {
    this.#client = client;
    this.#state = {
      microphone: { kind: 'off' },
      camera: { kind: 'off' },
      choice: rememberedSound(localStorage),
      formats: ['pcm'],
    };
    this.#stopFollowing = client.subscribe(() => this.#follow());
    void offeredFormats().then((formats) => {
      this.#become({ formats });
      this.#follow();
    });
  }

  /** A new object after each change, the same one otherwise. */
  get state(): BroadcastState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls `meter` with the level of each captured frame, 0 to 1. */
  subscribeLevel(meter: (level: number) => void): () => void {
    this.#meters.add(meter);
    return () => void this.#meters.delete(meter);
  }

  /** Asks for the microphone: with the press that starts the session, and again where there was none. */
  async openMicrophone(): Promise<void> {
    this.#closeMicrophone();
    const turn = this.#microphoneTurn;
    this.#become({ microphone: { kind: 'asking' } });
    const format = this.format;
    const opened = await openMicrophone({
      deviceId: this.#state.choice.deviceId,
      frameMs: frameMs[format],
      onCaptured: (captured) => this.#captured(captured),
      onLost: () => this.#lost('lost'),
      onSilent: (silent) => this.#silent(silent),
    });
    if (turn !== this.#microphoneTurn) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (!opened.ok) {
      // The one that was chosen is not there: any other is better than silence.
      if (opened.problem === 'missing' && this.#state.choice.deviceId !== undefined) {
        this.chooseMicrophone(undefined);
        return;
      }
      this.#lost(opened.problem);
      return;
    }
    this.#microphone = opened.value;
    this.#encoder = createFrameEncoder(
      format,
      (frame) => this.#send(frame),
      () => this.chooseFormat('pcm'),
    );
    this.#become({ microphone: { kind: 'on' } });
    this.#follow();
  }

  /** What this page sends: as chosen, where the browser can do it. */
  get format(): SoundFormat {
    const { choice, formats } = this.#state;
    return formats.find((format) => format === choice.format) ?? formats[0] ?? 'pcm';
  }

  /** The microphone that is heard, as the browser names it. */
  get deviceId(): string | undefined {
    return this.#microphone?.deviceId;
  }

  /** @param deviceId undefined: the one that the system prefers */
  chooseMicrophone(deviceId: string | undefined): void {
    this.#choose({ ...this.#state.choice, deviceId });
  }

  chooseFormat(format: SoundFormat): void {
    this.#choose({ ...this.#state.choice, format });
  }

  async openCamera(): Promise<void> {
    this.closeCamera();
    const turn = this.#cameraTurn;
    this.#become({ camera: { kind: 'asking' } });
    const opened: Opened<Camera> = await openCamera({
      onStill: (frame) => this.#send(frame),
      onLost: () => {
        this.closeCamera();
        this.#become({ camera: { kind: 'problem', problem: 'lost' } });
      },
    });
    if (turn !== this.#cameraTurn) {
      if (opened.ok) opened.value.close();
      return;
    }
    if (opened.ok) this.#camera = opened.value;
    this.#become({ camera: opened.ok ? { kind: 'on' } : { kind: 'problem', problem: opened.problem } });
    this.#follow();
  }

  closeCamera(): void {
    this.#cameraTurn += 1;
    this.#camera?.close();
    this.#camera = undefined;
    if (this.#state.camera.kind !== 'off') this.#become({ camera: { kind: 'off' } });
  }

  /** For signing out. */
  close(): void {
    this.#stopFollowing();
    this.closeCamera();
    this.#closeMicrophone();
  }

  #follow(): void {
    const { session, settings, status } = this.#client.view;
    const runs = session !== undefined && (status.phase === 'onAir' || status.phase === 'reconnecting');
    if (runs && settings !== undefined) {
      if (this.#state.microphone.kind === 'off') void this.openMicrophone();
      this.#microphone?.setVolume(settings.volume);
      this.#microphone?.listen(!settings.muted && !settings.paused);
      this.#camera?.look(!settings.paused);
      if (settings.muted || settings.paused) this.#showLevel(0);
    } else if (status.phase !== 'connecting') {
      // On the way to a session there may be one that was asked for already: with the press that starts it.
      this.closeCamera();
      this.#closeMicrophone();
    }
  }

  #captured({ capturedAt, samples }: Captured): void {
    this.#showLevel(levelOf(samples));
    this.#encoder?.encode(samples, capturedAt);
  }

  #send(frame: CapturedFrame): void {
    this.#client.capture(frame);
  }

  #showLevel(level: number): void {
    for (const meter of this.#meters) meter(level);
  }

  #lost(problem: DeviceProblem): void {
    this.#closeMicrophone();
    this.#become({ microphone: { kind: 'problem', problem } });
  }

  /** It stays open: it comes back by itself. */
  #silent(silent: boolean): void {
    if (silent) {
      this.#showLevel(0);
      this.#become({ microphone: { kind: 'problem', problem: 'silent' } });
    } else if (this.#state.microphone.kind === 'problem') this.#become({ microphone: { kind: 'on' } });
  }

  #closeMicrophone(): void {
    this.#microphoneTurn += 1;
    this.#microphone?.close();
    this.#encoder?.close();
    this.#microphone = undefined;
    this.#encoder = undefined;
    this.#showLevel(0);
    if (this.#state.microphone.kind !== 'off') this.#become({ microphone: { kind: 'off' } });
  }

  #choose(choice: SoundChoice): void {
    rememberSound(localStorage, choice);
    this.#become({ choice });
    if (this.#state.microphone.kind !== 'off') void this.openMicrophone();
  }

  #become(change: Partial<BroadcastState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of [...this.#listeners]) listener();
  }
}
