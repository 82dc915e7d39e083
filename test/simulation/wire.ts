/** One WebSocket from end to end: frames in order, each way late or lost with the line, and two ends that learn of it apart. */
import type { SocketEnd, SocketListener } from '../support/window.ts';
import type { Connection } from './gateway.ts';
import type { Tab } from './tab.ts';
import type { World } from './world.ts';

const NO_CLOSE_FRAME = 1006;

export class Wire implements SocketEnd {
  /** As the browser sees it. */
  state: 'connecting' | 'open' | 'closed' = 'connecting';
  /** Nothing passes any more, in either direction. */
  broken = false;
  connection: Connection | undefined;
  readonly page: Tab;
  readonly number: number;
  readonly #world: World;
  readonly #listener: SocketListener;
  #upAt = 0;
  #downAt = 0;

  constructor(
    world: World,
    page: Tab,
    number: number,
    protocols: readonly string[],
    listener: SocketListener,
  ) {
    this.#world = world;
    this.page = page;
    this.number = number;
    this.#listener = listener;
    this.#handshake(protocols);
  }

  #handshake(protocols: readonly string[]): void {
    const { chance, faultsOn, gateway, profile, scheduler, story } = this.#world;
    const { device } = this.page;
    if (!device.online) {
      scheduler.after(chance.between(1, 3_000), () => this.#ends(NO_CLOSE_FRAME, ''));
      return;
    }
    const fault =
      faultsOn && chance.happens(profile.handshakeFault)
        ? chance.pick(['refused', 'hangs', 'lostAfter'] as const)
        : undefined;
    if (fault !== undefined) story?.(this.page.name, `handshake ${fault}`);
    if (fault === 'hangs') {
      if (chance.happens(0.5))
        scheduler.after(chance.between(5_000, 40_000), () => this.#ends(NO_CLOSE_FRAME, ''));
      return;
    }
    scheduler.after(this.#latencyMs() * 2, () => {
      const connection = fault === 'refused' || this.broken ? undefined : gateway.connect(this, protocols);
      if (connection === undefined) {
        scheduler.after(this.#latencyMs(), () => this.#ends(NO_CLOSE_FRAME, ''));
        return;
      }
      this.connection = connection;
      story?.(this.page.name, `socket ${this.number} is ${connection.id}`);
      if (this.state === 'closed') {
        scheduler.after(this.#latencyMs(), () => gateway.closed(connection, { code: 1006, reason: '' }));
        return;
      }
      if (fault === 'lostAfter') {
        this.cut();
        return;
      }
      this.#down(() => {
        if (this.state !== 'connecting') return;
        this.state = 'open';
        this.#listener.opened();
      });
    });
  }

  send(text: string): void {
    // A browser drops in silence what is sent on a socket that is closing; before it is open it throws.
    if (this.state === 'connecting') throw new Error('InvalidStateError: still in CONNECTING state.');
    const { connection } = this;
    if (this.state === 'closed' || connection === undefined) return;
    const { gateway, scheduler, story } = this.#world;
    story?.(this.page.name, `sends on ${connection.id}: ${text}`);
    scheduler.after(this.#inOrder('up'), () => {
      if (!this.broken) gateway.receive(connection, text);
    });
  }

  /** The page closes, or the browser for it. */
  close(code: number, reason: string): void {
    if (this.state === 'closed') return;
    const { connection } = this;
    this.state = 'closed';
    if (connection === undefined) return;
    const { gateway, scheduler } = this.#world;
    this.#world.story?.(this.page.name, `closes ${connection.id}: ${reason}`);
    if (!this.broken)
      scheduler.after(this.#inOrder('up'), () => gateway.closed(connection, { code, reason }));
  }

  /** A frame from the gateway. */
  deliver(text: string): void {
    this.#down(() => {
      if (this.state !== 'open') return;
      this.page.onDelivered(text);
      this.#listener.received(text);
    });
  }

  closedByServer(code: number, reason: string): void {
    this.#down(() => this.#ends(code, reason));
  }

  /** The line is gone. Each end learns of it in its own time, or, the browser, not at all. */
  cut(): void {
    if (this.broken) return;
    this.broken = true;
    const { chance, gateway, scheduler } = this.#world;
    const { connection } = this;
    if (chance.happens(0.6))
      scheduler.after(chance.between(0, chance.pick([5, 500, 20_000])), () => this.#ends(NO_CLOSE_FRAME, ''));
    if (connection !== undefined && chance.happens(0.8))
      scheduler.after(chance.between(0, chance.pick([5, 500, 60_000])), () =>
        gateway.closed(connection, { code: NO_CLOSE_FRAME, reason: '' }),
      );
  }

  #ends(code: number, reason: string): void {
    this.page.whenAwake(() => {
      if (this.state === 'closed') return;
      this.state = 'closed';
      this.#listener.closed(code, reason);
    });
  }

  #down(run: () => void): void {
    this.#world.scheduler.after(this.#inOrder('down'), () => {
      if (!this.broken) this.page.whenAwake(run);
    });
  }

  #latencyMs(): number {
    const { chance } = this.#world;
    return chance.happens(0.9) ? chance.between(1, 40) : chance.between(40, 900);
  }

  /** TCP: what was sent first arrives first. A little later each, so that equal times do not change places. */
  #inOrder(way: 'up' | 'down'): number {
    const { now } = this.#world;
    const at = now + this.#latencyMs();
    if (way === 'up') return (this.#upAt = Math.max(at, this.#upAt + 0.001)) - now;
    return (this.#downAt = Math.max(at, this.#downAt + 0.001)) - now;
  }
}
