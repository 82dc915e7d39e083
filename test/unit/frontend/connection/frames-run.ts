/** Speakers, a listener and a model of the server, to whom everything happens in an order that a test draws. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { CapturedFrame } from '../../../../frontend/src/connection/speaker.ts';
import { sound, still } from './frames-scenes.ts';
import { type Arrived, type Leaving, ModelServer } from './model-server.ts';
import { Browser, ListenerTab, type ScriptedSocket, settled, type Surroundings, Tab } from './outside.ts';

export const alone = [
  ...(['capture', 'capture', 'capture', 'capture', 'burst', 'take', 'take', 'take', 'take'] as const),
  ...(['deliver', 'deliver', 'deliver', 'deliver', 'accept', 'accept', 'accept'] as const),
  ...(['loseReply', 'crash', 'loseCommand', 'cut', 'move', 'pass', 'pass', 'wait', 'moveListener'] as const),
] as const;
const withLosses = [...alone, 'cutListener', 'losePush'] as const;
export const withReloads = [...withLosses, 'reload', 'reload'] as const;
export const withPauses = [...withReloads, 'pause', 'unpause', 'unpause'] as const;
export const withRivals = [...withPauses, 'takeOver', 'takeOver', 'takeOver', 'takeOver'] as const;
type What = (typeof withRivals)[number];

export const happenings = (what: readonly What[]) =>
  fc.array(fc.record({ what: fc.constantFrom(...what), at: fc.nat(999) }), { minLength: 10, maxLength: 150 });

/** In answer to no command: one way to begin a move, while the socket in use stays. */
const tokenExpired = {
  type: 'error',
  timestamp: 0,
  code: 'TOKEN_EXPIRED',
  message: '',
  retry: 'withNewToken',
};

/** Speakers, a listener and a server, and all that passes between them in whatever order. */
class Run {
  readonly browser = new Browser();
  readonly server = new ModelServer();
  readonly listener = new ListenerTab(this.browser);
  speakers: Tab[];
  readonly inbox: Arrived[] = [];
  readonly #read = new Map<ScriptedSocket, number>();
  readonly #gone: ScriptedSocket[] = [];
  /** What each page's client took, in order. */
  readonly taken: CapturedFrame[] = [];
  captured = 0;
  /** No time goes by, and nothing is lost, between the listener and the server. */
  readonly listenerIsNear: boolean;

  constructor(speakers: number, listenerIsNear: boolean) {
    this.listenerIsNear = listenerIsNear;
    this.speakers = Array.from({ length: speakers }, () => new Tab(this.browser));
  }

  get pages(): readonly Surroundings[] {
    return [...this.speakers, this.listener];
  }

  async begin(): Promise<void> {
    const [first, ...others] = this.speakers;
    first?.client.open();
    await this.calm();
    first?.client.start({ sourceLanguage: 'en', qualityTier: 'standard' });
    await this.calm();
    for (const { client } of others) client.open();
    this.listener.client.open();
    await this.calm();
    expect(first?.client.view.onAir).toBe(true);
  }

  /** What pages have sent meanwhile. */
  collect(): void {
    for (const socket of [...this.pages.flatMap(({ sockets }) => sockets), ...this.#gone]) {
      const read = this.#read.get(socket) ?? 0;
      for (const message of socket.sent.slice(read)) this.inbox.push({ socket, message });
      this.#read.set(socket, socket.sent.length);
    }
  }

  async happen(what: What, at: number): Promise<void> {
    const speaker = this.speakers[at % this.speakers.length];
    if (speaker === undefined) return;
    const { leaving } = this.server;
    switch (what) {
      case 'capture':
        this.capture(speaker, 4 + 4 * (at % 5));
        break;
      // Forty of 30 KB are more than the buffer holds.
      case 'burst':
        for (let time = 0; time < at % 41; time++) this.capture(speaker, at % 3 === 0 ? 30_000 : 400);
        break;
      case 'take':
      case 'crash':
        for (const arrived of this.inbox.splice(at % Math.max(1, Math.min(3, this.inbox.length)), 1))
          this.server.take(arrived, what === 'crash');
        break;
      case 'deliver':
        for (const each of leaving.splice(at % Math.max(1, Math.min(3, leaving.length)), 1))
          this.deliver(each);
        break;
      // Throttled by the gateway.
      case 'loseCommand':
        if (this.inbox[0] !== undefined && this.isAtRisk(this.inbox[0].socket)) this.inbox.shift();
        break;
      case 'loseReply': {
        const index = leaving.findIndex(({ isPush, socket }) => !isPush && this.isAtRisk(socket));
        if (index !== -1) leaving.splice(index, 1);
        break;
      }
      // What a listener was not handed, costs it its connection.
      case 'losePush': {
        const index = leaving.findIndex(({ isPush }) => isPush);
        const [lost] = index === -1 ? [] : leaving.splice(index, 1);
        if (lost !== undefined) this.cut(lost.socket);
        break;
      }
      case 'accept':
        for (const page of this.pages)
          for (const socket of page.sockets.filter(({ state }) => state === 'connecting')) socket.accept();
        break;
      case 'cut':
        this.cut(speaker.open[at % Math.max(1, speaker.open.length)]);
        break;
      case 'cutListener':
        this.cut(this.listener.open[0]);
        break;
      case 'moveListener':
        this.listener.open[0]?.say(tokenExpired);
        break;
      case 'pass':
        await this.pass(at % 400);
        break;
      case 'wait':
        await this.pass(at * 25);
        break;
      case 'move':
        speaker.open[0]?.say(tokenExpired);
        break;
      case 'reload': {
        const index = this.speakers.indexOf(speaker);
        this.#gone.push(...speaker.sockets);
        this.collect();
        const page = await speaker.reload();
        this.speakers = this.speakers.with(index, page);
        page.client.open();
        break;
      }
      case 'pause':
      case 'unpause':
        speaker.client.update({ paused: what === 'pause' });
        break;
      case 'takeOver':
        speaker.client.takeOver();
    }
    await settled();
    this.collect();
  }

  capture({ client }: Tab, chars: number): void {
    const { ending, settings, status } = client.view;
    const number = ++this.captured;
    const data = String(number).padStart(8, '0') + 'A'.repeat(chars);
    const frame =
      number % 7 === 0 ? { ...still(), data } : sound({ data, durationMs: 20 + (number % 9) * 10 });
    const holds = status.phase === 'onAir' || status.phase === 'reconnecting';
    if (holds && !ending && settings?.paused === false && !settings.muted) this.taken.push(frame);
    client.capture(frame);
  }

  deliver(each: Leaving): void {
    if (each.socket.state !== 'open') return;
    each.socket.say(each.message);
    this.server.delivered(each);
  }

  cut(socket: ScriptedSocket | undefined): void {
    if (socket === undefined || socket.state === 'closed') return;
    this.server.listeners.delete(socket);
    socket.drop();
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      if (this.listenerIsNear) await this.serveListener();
      await this.browser.pass(Math.min(left, 500));
    }
  }

  async serveListener(): Promise<void> {
    const { leaving } = this.server;
    for (let turn = 0; turn < 4; turn++) {
      for (const socket of this.listener.sockets.filter(({ state }) => state === 'connecting'))
        socket.accept();
      this.collect();
      for (const arrived of this.inbox.splice(0))
        if (this.isListeners(arrived.socket)) this.server.take(arrived);
        else this.inbox.push(arrived);
      for (const each of leaving.splice(0))
        if (this.isListeners(each.socket)) this.deliver(each);
        else leaving.push(each);
      await settled();
    }
  }

  isListeners(socket: ScriptedSocket): boolean {
    return this.listener.sockets.includes(socket);
  }

  /** Whether it may get lost. */
  isAtRisk(socket: ScriptedSocket): boolean {
    return !(this.listenerIsNear && this.isListeners(socket));
  }

  /** No faults for 2 min, and everything in its order. */
  async calm(): Promise<void> {
    for (let round = 0; round < 60; round++) {
      this.collect();
      for (let turn = 0; turn < 60 && this.inbox.length + this.server.leaving.length > 0; turn++) {
        for (const arrived of this.inbox.splice(0)) this.server.take(arrived);
        for (const each of this.server.leaving.splice(0)) this.deliver(each);
        await this.browser.pass(0);
        this.collect();
      }
      for (const page of this.pages)
        for (const socket of page.sockets.filter(({ state }) => state === 'connecting')) socket.accept();
      for (const socket of [...this.server.listeners])
        if (socket.state === 'closed') this.server.listeners.delete(socket);
      await this.browser.pass(2_000);
    }
  }

  /** Faults stop; whoever has the session says one more word, which tells of all gaps. */
  async finish(): Promise<void> {
    await this.calm();
    const onAir = (): Tab | undefined => this.speakers.find(({ client }) => client.view.onAir);
    for (const speaker of this.speakers) {
      // A press with a pair that is out of date is asked again.
      for (let press = 0; press < 2 && !speaker.client.view.onAir; press++) {
        speaker.client.takeOver();
        await this.calm();
      }
      expect(speaker.client.view.onAir).toBe(true);
      speaker.client.update({ paused: false });
      await this.calm();
      this.capture(speaker, 4);
      await this.calm();
    }
    expect(onAir()?.client.view.frames?.waitingMs).toBe(0);
    expect(this.listener.client.view.status.phase).toBe('listening');
  }

  /** Each seq once, in order, each hole as a gap where it is; nothing that was not captured, nothing twice. */
  checkHeard(): readonly number[] {
    const contents: number[] = [];
    let next: number | undefined;
    for (const heard of this.listener.heard) {
      if (heard.kind === 'gap') {
        expect(heard.seqs).toBeGreaterThan(0);
        expect(next).toBeDefined();
        next = (next ?? 0) + heard.seqs;
        continue;
      }
      const { data, seq } = heard.frame;
      expect(seq).toBe(next ?? seq);
      expect(this.server.claimed.get(seq)).toBe(data);
      next = seq + 1;
      contents.push(Number(data.slice(0, 8)));
    }
    expect(next).toBe(this.server.claimedSeq + 1);
    expect(new Set(contents).size).toBe(contents.length);
    const missing = this.listener.heard.reduce((sum, each) => sum + (each.kind === 'gap' ? each.seqs : 0), 0);
    expect(this.listener.client.view.missed.seqs).toBe(missing);
    return contents;
  }
}

export const play = async (
  speakers: number,
  each: readonly { what: What; at: number }[],
  listenerIsNear = false,
): Promise<Run> => {
  const run = new Run(speakers, listenerIsNear);
  await run.begin();
  for (const { at, what } of each) await run.happen(what, at);
  await run.finish();
  return run;
};

export const contentOf = ({ data }: { readonly data: string }): number => Number(data.slice(0, 8));
