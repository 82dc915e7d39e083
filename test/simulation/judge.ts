/** Holds every step to what always holds. The first thing that does not is the end of the schedule. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import type { SpeakerId } from '#protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { fromAttributes } from '../../lambdas/store/items.ts';
import { Broadcast } from './broadcast.ts';
import { branchOf } from './cells.ts';
import { checkClaims } from './claims.ts';
import type { Attributes } from './dynamodb/expressions.ts';
import type { Connection, Sent } from './gateway.ts';
import type { Invocation, Result } from './lambdas.ts';
import { Page } from './page.ts';
import { Recovery } from './recovery.ts';
import { checkWrite, type Sessions } from './stored.ts';
import { checkReply } from './told.ts';
import { Watch } from './watch.ts';
import type { World } from './world.ts';

/** One of the sixteen invariants of PROTOCOL.md, by its number, or what else must never be. */
export interface Breach {
  readonly invariant: number | 'recovery' | 'defect';
  readonly what: string;
}

export type Accuse = (invariant: Breach['invariant'], what: string) => void;

const SPEAKER = 'SPEAKER#';
const LISTENERS = 'LISTENERS#';

export class Judge {
  breach: Breach | undefined;
  readonly sessions: Sessions = {
    known: new Map(),
    madeBy: new Map(),
    takeovers: new Set(),
    names: new Map(),
  };
  readonly recovery: Recovery;
  readonly watch: Watch;
  readonly broadcast: Broadcast;
  /** Who is on the list of each session. */
  readonly #listeners = new Map<string, readonly string[]>();
  /** Fault × await point × branch, and how often. */
  readonly cells = new Map<string, number>();
  readonly #world: World;
  readonly #items = new Map<string, SpeakerItem>();
  /** What the speaker's item was when a Lambda was called. */
  readonly #seenAtStart = new WeakMap<Invocation, SpeakerItem | undefined>();
  readonly #numbers = new Map<string, Connection>();

  constructor(world: World) {
    this.#world = world;
    this.watch = new Watch(this.accuse);
    this.broadcast = new Broadcast(this.accuse);
    this.recovery = new Recovery(world);
  }

  readonly accuse: Accuse = (invariant, what) => {
    if (this.breach !== undefined) return;
    this.breach = { invariant, what };
    this.#world.story?.('BROKEN', `${invariant}: ${what}`);
  };

  readonly item = (speakerId: string): SpeakerItem | undefined => this.#items.get(speakerId);

  onWrite(key: string, _before: Attributes | undefined, after: Attributes, by: Invocation): void {
    if (key.startsWith(LISTENERS)) {
      const [sessionId, listeners] = [key.slice(LISTENERS.length), after['li']?.SS ?? []];
      for (const id of this.listenersOf(sessionId)) if (!listeners.includes(id)) this.broadcast.onOffList(id);
      this.#listeners.set(sessionId, listeners);
      return;
    }
    if (!key.startsWith(SPEAKER)) {
      this.sessions.names.set(key, after['sp']?.S ?? '');
      return;
    }
    if (by.connection.listensTo !== undefined) this.accuse(16, 'a listener wrote the item of a speaker');
    const speakerId = key.slice(SPEAKER.length);
    const [was, is] = [this.#items.get(speakerId), fromAttributes(speakerId as SpeakerId, after)];
    this.#items.set(speakerId, is);
    this.#world.story?.(
      `λ${by.number} ${by.route}`,
      `WRITES ${is.sessionId} ${is.status} epoch ${is.epoch} change ${is.change} owner ${is.owner.connectionId} lease ${Math.round((is.leaseUntil - this.#world.now) / 1_000)} s`,
    );
    if (speakerId !== by.connection.speakerId) this.accuse(5, 'a Lambda wrote the item of another speaker');
    if (was?.sessionId === is.sessionId && by.message?.action === 'sendFrames')
      this.broadcast.onClaimed(was, is, by.message);
    checkWrite(was, is, by, this.sessions, this.#world, this.accuse);
  }

  onStarted(by: Invocation): void {
    this.#seenAtStart.set(by, this.item(by.connection.speakerId));
  }

  /** @returns what the Lambda came to: a message's type, an error's code, `done` or `killed` */
  onReturned(result: Result, by: Invocation): string {
    const outcome = this.#outcomeOf(result, by);
    for (const fault of by.faults) this.countCell(fault, outcome);
    return outcome;
  }

  countCell(fault: string, outcome: string): void {
    const cell = `${fault} -> ${branchOf(outcome)}`;
    this.cells.set(cell, (this.cells.get(cell) ?? 0) + 1);
  }

  #outcomeOf(result: Result, by: Invocation): string {
    if (result === 'killed') return 'killed';
    if (!('threw' in result)) {
      const outcome = checkReply(result.body, by, this.#seenAtStart.get(by), this, this.#world);
      this.#onAnswered(outcome, result.body, by);
      return outcome;
    }
    const { threw } = result;
    this.accuse(
      'defect',
      `${by.route} threw ${threw instanceof Error ? (threw.stack ?? threw.message) : ''}`,
    );
    return 'threw';
  }

  #onAnswered(outcome: string, body: string | undefined, { connection, message }: Invocation): void {
    if (outcome === 'sessionJoined') {
      const { nextSeq, sessionId } = JSON.parse(body ?? '') as ServerMessage<'sessionJoined'>;
      if (this.listenersOf(sessionId).includes(connection.id) && connection.open)
        this.broadcast.onJoined(connection.id, sessionId, nextSeq);
    }
    if (outcome !== 'framesAcked' || message?.action !== 'sendFrames') return;
    const isOpen = (id: string) => this.#world.gateway.connections.get(id)?.open === true;
    this.broadcast.onAcked(message, this.listenersOf(message.sessionId), isOpen);
  }

  readonly listenersOf = (sessionId: string): readonly string[] => this.#listeners.get(sessionId) ?? [];

  /** One connectionNumber means one socket of one client. */
  onSent(connection: Connection, message: Sent): void {
    if (!('clientId' in message)) return;
    const key = `${message.clientId}/${message.connectionNumber}`;
    const { page } = connection.wire;
    if (!(page instanceof Page)) return;
    const createId = message.action === 'createSession' ? message.requestId : undefined;
    this.watch.onSpoken(page, connection.wire, message.clientId, createId, this.#world.now);
    const first = this.#numbers.get(key);
    if (first === undefined) this.#numbers.set(key, connection);
    // A copy of a tab may become its client in the second in which the tab is gone, with a count that is a little old.
    else if (first !== connection && first.wire.page.name === page.name)
      this.accuse(5, `two sockets of one client have the number ${message.connectionNumber}`);
  }

  beginRecovery(): void {
    this.recovery.begin();
  }

  /** After every step. */
  check(): void {
    const { living } = this.#world.people;
    checkClaims(living, this.#world, this.accuse);
    for (const page of living) this.watch.look(page, this.#world.now);
  }
}
