/** The server in small, by the contract's rules for who gets the session and which frames are claimed. */
import type { ScriptedSocket, Sent } from './outside.ts';
import * as server from './server.ts';

export interface Arrived {
  readonly socket: ScriptedSocket;
  readonly message: Sent;
}

/** What is on its way to a page. */
export interface Leaving {
  readonly socket: ScriptedSocket;
  readonly message: object;
  readonly isPush: boolean;
}

interface Owner {
  readonly socket: ScriptedSocket;
  readonly clientId: string;
  readonly number: number;
}

/** One that was accepted, with what its sender then knew of it. */
interface Claim {
  readonly clientId: string;
  readonly seqs: number;
  /** Another client has the session since, and its sender may not know that it was claimed. */
  inDoubt: boolean;
  /** Its sender knows that another client has the session: an acknowledgement that comes later finds nobody waiting. */
  givenUp: boolean;
}

interface PushedMessage extends Sent {
  readonly epoch: number;
  readonly gap?: number;
  readonly gapMs?: number;
  readonly frames: readonly server.PushedFrame[];
}

export class ModelServer {
  epoch = 0;
  claimedSeq = 0;
  paused = false;
  owner: Owner | undefined;
  /** What each seq was claimed with: the content of a frame, or nothing where it was announced as given up. */
  readonly claimed = new Map<number, string | undefined>();
  /** Announced; `heard` of its seqs had been claimed with a frame before. */
  readonly gaps: {
    readonly from: number;
    readonly to: number;
    readonly ms: number | undefined;
    readonly heard: number;
  }[] = [];
  readonly claims = new Map<string, Claim>();
  readonly leaving: Leaving[] = [];
  readonly listeners = new Set<ScriptedSocket>();
  takeovers = 0;

  /** @param crashes once it has claimed: nobody is handed anything, nobody answered */
  take({ socket, message }: Arrived, crashes = false): void {
    switch (message.action) {
      case 'createSession':
      case 'resumeSession':
        this.#greeted(socket, message);
        return;
      case 'updateSession':
        if (!this.#isOwner(socket, message)) return;
        if (typeof message['paused'] === 'boolean') this.paused = message['paused'];
        this.#reply(socket, server.updated(message, this.#snapshot()));
        return;
      case 'sendFrames':
        if (this.#isOwner(socket, message)) this.#framed(socket, message as PushedMessage, crashes);
        return;
      case 'heartbeat':
        if (this.listeners.has(socket)) this.#reply(socket, { ...server.acknowledged(message), epoch: 1 });
        else if (this.#isOwner(socket, message)) this.#reply(socket, server.acknowledged(message));
        return;
      case 'joinSession':
        this.listeners.add(socket);
        this.#reply(socket, server.joined(message, { nextSeq: this.claimedSeq + 1, paused: this.paused }));
    }
  }

  #greeted(socket: ScriptedSocket, message: Sent): void {
    const { owner } = this;
    const clientId = String(message['clientId']);
    const number = Number(message['connectionNumber']);
    const isFirst = owner === undefined;
    if (isFirst && message.action === 'resumeSession') {
      this.#reply(socket, server.refusal(message, 'SESSION_NOT_FOUND'));
      return;
    }
    const same = owner?.clientId === clientId;
    const taken = message['takeover'] === true && message['epoch'] === this.epoch;
    if (owner?.socket !== socket) {
      if (!isFirst && !(same ? number > owner.number : taken)) {
        const code = message.action === 'createSession' ? 'SESSION_ACTIVE' : 'SESSION_SUPERSEDED';
        this.#reply(socket, server.refusal(message, code, server.pair(this.epoch)));
        return;
      }
      this.epoch += 1;
      this.owner = { socket, clientId, number };
      if (owner !== undefined && !same) this.#changedHands(owner);
    }
    const answer = message.action === 'createSession' ? server.created : server.resumed;
    this.#reply(socket, answer(message, { ...this.#snapshot(), nextSeq: this.claimedSeq + 1 }));
  }

  #changedHands(before: Owner): void {
    this.takeovers += 1;
    for (const claim of this.claims.values()) if (claim.clientId === before.clientId) claim.inDoubt = true;
    this.leaving.push({ socket: before.socket, message: server.superseded(this.epoch), isPush: false });
  }

  #isOwner(socket: ScriptedSocket, message: Sent): boolean {
    if (this.owner?.socket === socket && message['epoch'] === this.epoch) return true;
    this.#reply(socket, server.refusal(message, 'SESSION_SUPERSEDED', server.pair(this.epoch)));
    return false;
  }

  #framed(socket: ScriptedSocket, message: PushedMessage, crashes: boolean): void {
    const { epoch, frames, gap = 0, gapMs } = message;
    const first = frames[0]?.seq ?? 0;
    const last = frames.at(-1)?.seq ?? 0;
    if (this.paused) {
      this.#reply(socket, server.refusal(message, 'SESSION_PAUSED'));
      return;
    }
    if (first - gap > this.claimedSeq + 1)
      throw new Error(`A hole before ${first} that is not announced: ${this.claimedSeq} was the last.`);
    if (JSON.stringify(message).length > 31 * 1024 || frames.length > 50)
      throw new Error('Too much for one message.');
    let heard = 0;
    for (let seq = first - gap; seq < first; seq++)
      if (this.claimed.get(seq) !== undefined) heard += 1;
      else this.claimed.set(seq, undefined);
    for (const { data, seq } of frames) {
      if ((this.claimed.get(seq) ?? data) !== data) throw new Error(`Seq ${seq} has two contents.`);
      this.claimed.set(seq, data);
    }
    if (gap > 0) this.gaps.push({ from: first - gap, to: first - 1, ms: gapMs, heard });
    this.claimedSeq = Math.max(this.claimedSeq, last);
    const clientId = this.owner?.clientId ?? '';
    this.claims.set(message.requestId, {
      clientId,
      seqs: frames.length + gap,
      inDoubt: false,
      givenUp: false,
    });
    if (crashes) return;
    const push = server.frames(frames, {
      epoch,
      ...(gap > 0 && { gap }),
      ...(gapMs !== undefined && { gapMs }),
    });
    for (const listener of this.listeners)
      this.leaving.push({ socket: listener, message: push, isPush: true });
    this.#reply(socket, server.framesAcked(message));
  }

  /** A page has read it: an acknowledgement that it waits for leaves no doubt. */
  delivered({ message, socket }: Leaving): void {
    const { code, requestId, type } = message as { code?: string; requestId?: string; type: string };
    if (type === 'framesAcked' && requestId !== undefined && this.claims.get(requestId)?.givenUp === false)
      this.claims.delete(requestId);
    if (type !== 'connectionSuperseded' && code !== 'SESSION_SUPERSEDED' && code !== 'SESSION_ACTIVE') return;
    const clientId = socket.sent[0]?.['clientId'];
    for (const claim of this.claims.values())
      if (claim.clientId === clientId) claim.givenUp ||= claim.inDoubt;
  }

  #snapshot(): server.Fields {
    return { epoch: this.epoch, paused: this.paused };
  }

  #reply(socket: ScriptedSocket, message: object): void {
    this.leaving.push({ socket, message, isPush: false });
  }
}
