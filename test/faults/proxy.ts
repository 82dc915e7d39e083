// A TCP proxy before a gateway: passes bytes both ways, in order, and breaks one way of them while a fault is on.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { portOf } from '../../infra/local/ports.ts';
import { endBoth, passOn, type Active, type Fault, type Way } from './faults.ts';

export const directions = ['to server', 'to client'] as const;
export type Direction = (typeof directions)[number];

export interface Proxy {
  readonly port: number;
  /** One fault at a time. */
  put(fault: Fault, direction: Direction): void;
  /** The network is whole again. */
  lift(): void;
  /** How often the fault that was put last has struck, lifted or not. */
  strikes(): number;
  /** Ends every open connection, without a close frame. */
  cutAll(): void;
  /** From now on nothing passes on the connections that are open, either way, and neither end is told. */
  loseAll(): void;
  /** Calls back once, in the instant in which a handshake's answer has left for the client. */
  onceOpened(then: () => void): void;
  stop(): Promise<void>;
}

type Pair = Pick<Way, 'source' | 'target'>;

/**
 * @param serverPort on 127.0.0.1
 * @param random from 0 to below 1; jitter comes from it
 */
export async function startProxy(serverPort: number, random: () => number): Promise<Proxy> {
  const open = new Set<Pair>();
  let now:
    { readonly active: Active; readonly direction: Direction; readonly end: AbortController } | undefined;
  let latest: Active | undefined;
  let onOpened: (() => void) | undefined;
  const lost = new WeakSet<Pair>();

  const pass = async (direction: Direction, source: Socket, target: Socket, pair: Pair) => {
    const way: Way = { source, target, passedBytes: 0 };
    let counted: Active | undefined;
    let first = true;
    // The loop's end would destroy the socket: what was written to it must leave before.
    for await (const bytes of source.iterator({ destroyOnReturn: false })) {
      if (lost.has(pair)) continue;
      const active = now?.direction === direction ? now.active : undefined;
      if (active !== counted) way.passedBytes = 0;
      counted = active;
      if (active === undefined) target.write(bytes as Buffer);
      else await passOn(active, way, bytes as Buffer);
      if (first && direction === 'to client') {
        const tell = onOpened;
        onOpened = undefined;
        tell?.();
      }
      first = false;
    }
  };

  const server = createServer((client) => {
    const gateway = connect(serverPort, '127.0.0.1');
    const pair = { source: client, target: gateway };
    open.add(pair);
    for (const [direction, source, target] of [
      ['to server', client, gateway],
      ['to client', gateway, client],
    ] as const) {
      source.setNoDelay(true);
      // A broken connection is told to the other end by breaking that one, too.
      source.on('error', () => target.destroy());
      pass(direction, source, target, pair)
        .catch(() => undefined)
        .finally(() => target.destroySoon());
    }
    client.on('close', () => open.delete(pair));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');

  const lift = () => {
    const ended = now;
    now = undefined;
    ended?.end.abort();
  };
  const cutAll = () => open.forEach(endBoth);
  return {
    port: portOf(server),
    put(fault, direction) {
      lift();
      const end = new AbortController();
      latest = { fault, ends: end.signal, random, strikes: 0 };
      now = { active: latest, direction, end };
      if (fault.kind !== 'down') return;
      latest.strikes += open.size;
      cutAll();
    },
    lift,
    strikes: () => latest?.strikes ?? 0,
    cutAll,
    loseAll: () => open.forEach((pair) => lost.add(pair)),
    onceOpened: (then) => {
      onOpened = then;
    },
    async stop() {
      lift();
      open.forEach(({ source, target }) => {
        source.destroy();
        target.destroy();
      });
      server.close();
      await once(server, 'close');
    },
  };
}
