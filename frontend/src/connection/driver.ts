/** Knows sockets, timers and the page's events; decides nothing: that is the machine's. */
import type { Environment } from './environment.ts';
import type { SessionClient } from './client.ts';
import type { Settings, View } from './view.ts';

const off: View = {
  status: { phase: 'off' },
  onAir: false,
  unacknowledged: [],
  ending: false,
  expiresSoon: false,
  possible: { start: true, update: false, end: false, decide: false, newSession: false },
  closedConnections: [],
};

export class Driver implements SessionClient {
  readonly view = off;
  readonly #environment: Environment;
  constructor(_url: string, _token: () => Promise<string>, environment: Environment) {
    this.#environment = environment;
  }
  subscribe(_listener: (view: View) => void): () => void {
    return () => undefined;
  }
  now(): number {
    return this.#environment.now();
  }
  open(): void {}
  start(_wish: Pick<Settings, 'sourceLanguage' | 'qualityTier'>): void {}
  takeOver(): void {}
  update(_wish: Partial<Settings>): void {}
  end(): void {}
  endElsewhere(): void {}
  newSession(): void {}
  dismissNotice(): void {}
  close(): void {}
}
