/** The speaker's client: its wishes become events of the machine, and what a reload needs is stored. */
import { SUBPROTOCOL } from '#protocol/limits.ts';
import type { SessionClient, SessionClientOptions } from './client.ts';
import { nextWakeAt } from './deadlines.ts';
import { Engine } from './engine.ts';
import type { Environment } from './environment.ts';
import type { ClientEvent, PersonEvent } from './events.ts';
import type { CapturedFrame } from './frames.ts';
import { claimIdentity, store } from './identity.ts';
import { type Effect, type Machine, type Moment, newMachine } from './machine.ts';
import { persistedOf } from './persistence.ts';
import { viewOf } from './present.ts';
import { step } from './step.ts';
import type { Settings, View } from './view.ts';

const blank = viewOf(newMachine({ clientId: '', connectionNumber: 0 }, true, 0), 0);

export class Driver extends Engine<Machine, PersonEvent, View> implements SessionClient {
  #claim: { release: () => void } | undefined;
  readonly #batchMs: number;
  #stored = '';

  constructor({ batchMs = 0, token, url }: SessionClientOptions, environment: Environment) {
    super(environment, { url, protocols: [SUBPROTOCOL], token }, blank);
    this.#batchMs = batchMs;
  }

  open(): void {
    this.#asked({ from: 'person', kind: 'open' });
  }

  start(wish: Pick<Settings, 'sourceLanguage' | 'qualityTier'>): void {
    this.#asked({ from: 'person', kind: 'start', wish });
  }

  takeOver(): void {
    this.#asked({ from: 'person', kind: 'takeOver' });
  }

  update(wishes: Partial<Settings>): void {
    this.#asked({ from: 'person', kind: 'update', wishes });
  }

  capture(frame: CapturedFrame): void {
    this.happened({ from: 'person', kind: 'capture', frame });
  }

  end(): void {
    this.#asked({ from: 'person', kind: 'end' });
  }

  endElsewhere(): void {
    this.#asked({ from: 'person', kind: 'endElsewhere' });
  }

  newSession(): void {
    this.#asked({ from: 'person', kind: 'newSession' });
  }

  dismissNotice(): void {
    this.#asked({ from: 'person', kind: 'dismissNotice' });
  }

  close(): void {
    this.happened({ from: 'person', kind: 'close' });
    this.#claim?.release();
    this.#claim = undefined;
    this.finish(blank);
  }

  /** A person's wish: before anything else, the page must know which client it is. */
  #asked(event: PersonEvent): void {
    this.wished(event);
    if (this.#claim === undefined) void this.#claimAndBegin();
  }

  async #claimAndBegin(): Promise<void> {
    const claim = { release: (): void => undefined };
    this.#claim = claim;
    this.show({ ...this.view, status: { phase: 'connecting', offline: false }, possible: nothingYet });
    const { persisted, release } = await claimIdentity(this.environment);
    if (this.#claim !== claim) {
      release();
      return;
    }
    claim.release = release;
    this.begin(newMachine(persisted, this.environment.isOnline(), this.now(), this.#batchMs));
  }

  protected step(
    machine: Machine,
    event: ClientEvent,
    moment: Moment,
  ): readonly [Machine, readonly Effect[]] {
    return step(machine, event, moment);
  }

  protected nextWakeAt(machine: Machine, now: number): number {
    return nextWakeAt(machine, now);
  }

  protected viewOf(machine: Machine, now: number): View {
    return viewOf(machine, now);
  }

  /** A reload at any instant finds it. */
  protected keep(machine: Machine): void {
    const persisted = persistedOf(machine);
    const text = JSON.stringify(persisted);
    if (text === this.#stored) return;
    this.#stored = text;
    store(this.environment, persisted);
  }

  protected hear(): void {}
}

const nothingYet = { start: false, update: false, end: false, decide: false, newSession: false };
