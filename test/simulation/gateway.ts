/** The gateway: connections, each message its own Lambda on a host with a clock of its own, replies in any order. */
import type { ClientMessageInput, ListenerMessageInput } from '#protocol/client-messages.ts';
import { LISTENER_SUBPROTOCOL_PREFIX, SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from '#protocol/limits.ts';
import type { GatewayEvent } from '../../lambdas/runtime/events.ts';
import { replyFaults } from './cells.ts';
import { isRoute, Lambdas, type Invocation, type Result, type RouteKey } from './lambdas.ts';
import { connectionsApi } from './connections-api.ts';
import { tokenOf, type Token } from './tokens.ts';
import type { Wire } from './wire.ts';
import type { World } from './world.ts';

/** What travels up to the gateway. */
export type Sent = ClientMessageInput | ListenerMessageInput;

export interface Connection {
  readonly id: string;
  /** Of a listener's connection: nobody's. */
  readonly speakerId: string;
  /** Of a listener: the session that it was opened for. */
  readonly listensTo: string | undefined;
  readonly tokenExpiresAtSeconds: number;
  /** By its host's clock. */
  readonly connectedAt: number;
  readonly wire: Wire;
  open: boolean;
  lastActiveAt: number;
}

/** How far a host's clock may be off, ms. */
export const HOST_SKEW_MS = 2_000;
const HOSTS = 4;
const GOING_AWAY = { code: 1001, reason: 'Going away' };

export class Gateway {
  readonly connections = new Map<string, Connection>();
  readonly lambdas: Lambdas;
  readonly #world: World;
  readonly #skewsMs: readonly number[];

  constructor(world: World) {
    this.#world = world;
    this.lambdas = new Lambdas(world, (sender) => connectionsApi(world, sender));
    const { chance } = world;
    this.#skewsMs = Array.from({ length: HOSTS }, () => chance.between(-HOST_SKEW_MS, HOST_SKEW_MS + 1));
  }

  #hostNow(): number {
    return Math.floor(this.#world.now + this.#world.chance.pick(this.#skewsMs));
  }

  /** @returns undefined where the token is refused: the browser sees 1006 */
  connect(wire: Wire, protocols: readonly string[]): Connection | undefined {
    const world = this.#world;
    const bearer = protocols.find((value) => value.startsWith(TOKEN_SUBPROTOCOL_PREFIX));
    const listen = protocols.find((value) => value.startsWith(LISTENER_SUBPROTOCOL_PREFIX));
    const listensTo = listen?.slice(LISTENER_SUBPROTOCOL_PREFIX.length);
    const token =
      listensTo === undefined ? tokenOf(bearer?.slice(TOKEN_SUBPROTOCOL_PREFIX.length)) : anyListener;
    const connectedAt = this.#hostNow();
    if (
      !protocols.includes(SUBPROTOCOL) ||
      token === undefined ||
      token.expiresAtSeconds * 1_000 <= connectedAt
    )
      return undefined;
    const id = `c${this.connections.size + 1}=`;
    const connection: Connection = {
      id,
      speakerId: token.speakerId,
      listensTo,
      tokenExpiresAtSeconds: token.expiresAtSeconds,
      connectedAt,
      wire,
      open: true,
      lastActiveAt: world.now,
    };
    this.connections.set(id, connection);
    world.scheduler.after(world.profile.longestConnectionMs, () => this.close(connection, GOING_AWAY));
    this.#watchIdle(connection);
    return connection;
  }

  receive(connection: Connection, text: string): void {
    if (!connection.open) return;
    connection.lastActiveAt = this.#world.now;
    const message = JSON.parse(text) as Sent;
    const { action } = message;
    this.#world.judge.onSent(connection, message);
    if (!isRoute(action)) throw new Error(`The client sent ${String(action)}.`);
    this.#invoke(action, connection, message, text);
  }

  send(connection: Connection, text: string): void {
    if (!connection.open) return;
    connection.lastActiveAt = this.#world.now;
    connection.wire.deliver(text);
  }

  /** The gateway or a Lambda closes. */
  close(connection: Connection, closure: { code: number; reason: string }): void {
    if (!connection.open) return;
    this.#world.story?.(connection.id, `closed by the gateway with ${closure.code}`);
    connection.wire.closedByServer(closure.code, closure.reason);
    this.closed(connection, closure);
  }

  /** The connection has ended, whoever ended it. `$disconnect` is best effort: late, lost or doubled. */
  closed(connection: Connection, closure: { code: number; reason: string }): void {
    if (!connection.open) return;
    connection.open = false;
    const { chance, faultsOn, profile, scheduler, story } = this.#world;
    const call = () => this.#invoke('$disconnect', connection, undefined, '', closure);
    const soon = chance.between(2, 300);
    if (!faultsOn || !chance.happens(profile.disconnectFault)) {
      scheduler.after(soon, call);
      return;
    }
    const fault = chance.pick(['late', 'lost', 'doubled'] as const);
    story?.(connection.id, `$disconnect will be ${fault}`);
    const lateMs = () => chance.between(300, chance.pick([3_000, 30_000, 200_000]));
    if (fault === 'lost') return;
    scheduler.after(fault === 'late' ? lateMs() : soon, call);
    if (fault === 'doubled') scheduler.after(lateMs(), call);
  }

  #watchIdle(connection: Connection): void {
    const { now, profile, scheduler } = this.#world;
    scheduler.after(connection.lastActiveAt + profile.idleMs - now, () => {
      if (!connection.open) return;
      if (this.#world.now - connection.lastActiveAt >= profile.idleMs) this.close(connection, GOING_AWAY);
      else this.#watchIdle(connection);
    });
  }

  #invoke(
    route: RouteKey,
    connection: Connection,
    message: Sent | undefined,
    body: string,
    closure?: { code: number; reason: string },
  ): void {
    const { chance, profile, scheduler } = this.#world;
    const event = eventOf(route, connection, this.#hostNow(), body, closure);
    // A cold start lets a later message overtake.
    const startMs = chance.happens(profile.slowStart)
      ? chance.between(1_500, 25_000)
      : chance.between(0, chance.happens(0.9) ? 12 : 1_500);
    this.lambdas.busy += 1;
    scheduler.after(startMs, () => {
      this.lambdas.busy -= 1;
      this.lambdas.invoke(event, { route, connection, message }, (result, by) => this.#returned(result, by));
    });
  }

  #returned(result: Result, by: Invocation): void {
    const { chance, faultsOn, judge, profile, scheduler, story } = this.#world;
    const { connection, route } = by;
    const outcome = judge.onReturned(result, by);
    if (route === '$disconnect') return;
    if (result === 'killed' || 'threw' in result) {
      story?.(`λ${by.number} ${route}`, 'is gone without an answer');
      const frame = JSON.stringify({
        message: 'Internal server error',
        connectionId: connection.id,
        requestId: 'r',
      });
      scheduler.after(chance.between(5, 2_000), () => this.send(connection, frame));
      return;
    }
    const { body } = result;
    if (body === undefined) return;
    story?.(`λ${by.number} ${route}`, `answers ${summary(body)}`);
    if (!faultsOn || !chance.happens(profile.replyFault)) {
      this.send(connection, body);
      return;
    }
    const fault = chance.pick(replyFaults);
    story?.(connection.id, `fault on the reply: ${fault}`);
    judge.countCell(`reply ${fault} @ ${route}.reply`, outcome);
    if (fault === 'late') scheduler.after(chance.between(20, 12_000), () => this.send(connection, body));
    if (fault === 'cutAfter') this.send(connection, body);
    if (fault === 'cutAfter' || fault === 'cutBefore') this.close(connection, GOING_AWAY);
  }
}

/** Nobody who signed in. */
const anyListener: Token = { speakerId: '', expiresAtSeconds: Infinity };

/** What the story tells of a reply. */
function summary(body: string): string {
  const { type, code, sessionId, epoch, change, reused, ackedSeq, nextSeq } = JSON.parse(body) as Record<
    string,
    unknown
  >;
  const told = { sessionId, epoch, change, reused, ackedSeq, nextSeq };
  return `${String(code ?? type)} ${JSON.stringify(told)}`;
}

/** As API Gateway sends it, as far as the handlers read it. */
function eventOf(
  routeKey: RouteKey,
  connection: Connection,
  requestTimeEpoch: number,
  body: string,
  closure: { code: number; reason: string } | undefined,
): GatewayEvent {
  return {
    isBase64Encoded: false,
    body,
    requestContext: {
      routeKey,
      messageId: 'm',
      eventType: closure === undefined ? 'MESSAGE' : 'DISCONNECT',
      extendedRequestId: 'x',
      requestTime: '',
      messageDirection: 'IN',
      stage: 'prod',
      connectedAt: connection.connectedAt,
      requestTimeEpoch,
      requestId: 'r',
      domainName: 'simulation',
      connectionId: connection.id,
      apiId: 'simulation',
      identity: { sourceIp: '192.0.2.1' },
      authorizer:
        connection.listensTo === undefined
          ? {
              speakerId: connection.speakerId,
              tokenExpiresAt: String(connection.tokenExpiresAtSeconds),
            }
          : { listensTo: connection.listensTo },
      ...(closure && { disconnectStatusCode: closure.code, disconnectReason: closure.reason }),
    },
  };
}
