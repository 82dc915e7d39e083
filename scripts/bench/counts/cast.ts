/** Those who take part: one speaker's browser tab, and who listens to it, on real sockets. */
import type { WebSocket } from 'ws';
import {
  BATCH_MS,
  frameMs,
  soundContent,
  type SoundFormat,
} from '../../../frontend/src/audio/sound-format.ts';
import { answerTo, openLine, type Told } from '../line.ts';
import type { CountedStage } from './counted-stage.ts';

/** Its bytes, as docs/sound.md has them. */
const frameBytes = { opus: 180, pcm: 3_200 } as const satisfies Record<SoundFormat, number>;
export const framesAMessage = (format: SoundFormat): number => Math.ceil(BATCH_MS / frameMs[format]);
export const messageMs = (format: SoundFormat): number => framesAMessage(format) * frameMs[format];

export class Cast {
  readonly stage: CountedStage;
  readonly #clientId = crypto.randomUUID();
  readonly #speaker: string;
  #sockets = 0;
  #seq = 0;
  #change = 0;
  #session: Told = {};
  #socket: WebSocket | undefined;
  listeners: readonly WebSocket[] = [];

  constructor(stage: CountedStage, speaker: string) {
    this.stage = stage;
    this.#speaker = speaker;
  }

  get named() {
    return { sessionId: this.#session['sessionId'], epoch: this.#session['epoch'] };
  }
  get socket(): WebSocket {
    if (this.#socket === undefined) throw new Error('No socket is open.');
    return this.#socket;
  }

  async connect(): Promise<void> {
    this.#socket = await openLine(this.stage, `bearer.${await this.stage.token(this.#speaker)}`);
    this.#sockets += 1;
  }
  async create(): Promise<void> {
    this.#session = await this.#greeted('sessionCreated', { action: 'createSession', sourceLanguage: 'en' });
  }
  async resume(fields: object = {}): Promise<void> {
    this.#session = await this.#greeted('sessionResumed', { action: 'resumeSession', ...fields });
  }
  #greeted(type: string, fields: object): Promise<Told> {
    return answerTo(this.socket, type, {
      clientId: this.#clientId,
      connectionNumber: this.#sockets,
      ...fields,
    });
  }
  async heartbeat(): Promise<void> {
    await answerTo(this.socket, 'heartbeatAck', { action: 'heartbeat', ...this.named });
  }
  async update(): Promise<void> {
    this.#change += 1;
    const fields = { change: this.#change, volume: 50 };
    await answerTo(this.socket, 'sessionUpdated', { action: 'updateSession', ...this.named, ...fields });
  }
  async end(): Promise<void> {
    await answerTo(this.socket, 'sessionEnded', { action: 'endSession', ...this.named });
  }
  async send(format: SoundFormat): Promise<void> {
    const frames = Array.from({ length: framesAMessage(format) }, () => ({
      seq: (this.#seq += 1),
      kind: 'audio',
      capturedAt: Date.now(),
      contentType: soundContent[format],
      durationMs: frameMs[format],
      data: Buffer.alloc(frameBytes[format], 1).toString('base64'),
    }));
    await answerTo(this.socket, 'framesAcked', { action: 'sendFrames', ...this.named, frames });
  }
  async unknownAction(): Promise<void> {
    const said = await answerTo(this.socket, 'error', { action: 'nameSession' });
    if (said['code'] !== 'UNKNOWN_ACTION') throw new Error(String(said['code']));
  }
  /** Until the gateway has said so. */
  close(socket = this.socket): Promise<void> {
    const answered = this.stage.answered('$disconnect');
    this.listeners = this.listeners.filter((listener) => listener !== socket);
    socket.close();
    return answered;
  }

  async openListener(): Promise<WebSocket> {
    return openLine(this.stage, `listen.${String(this.named.sessionId)}`);
  }
  async join(listener: WebSocket): Promise<void> {
    await answerTo(listener, 'sessionJoined', {
      action: 'joinSession',
      sessionId: this.named.sessionId,
    });
    this.listeners = [...this.listeners, listener];
  }
  async leave(listener: WebSocket): Promise<void> {
    await answerTo(listener, 'sessionLeft', { action: 'leaveSession', sessionId: this.named.sessionId });
    this.listeners = this.listeners.filter((each) => each !== listener);
  }
  async listenerHeartbeat(listener: WebSocket): Promise<void> {
    await answerTo(listener, 'heartbeatAck', { action: 'heartbeat', sessionId: this.named.sessionId });
  }
  /** So many in all. */
  async seat(count: number): Promise<void> {
    const coming = Array.from({ length: count - this.listeners.length }, () => this.openListener());
    await Promise.all((await Promise.all(coming)).map((listener) => this.join(listener)));
  }
}
