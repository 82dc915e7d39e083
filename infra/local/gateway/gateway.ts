/** The local API Gateway: one port for handshakes, the @connections API and whatever else the stack answers. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { answerError, httpErrors, refuseHandshake } from './answers.ts';
import { openConnection } from './connection.ts';
import { createConnectionRegistry, type Connections } from './connections.ts';
import { announceDisconnect } from './disconnect.ts';
import { STAGE, type Closure, type ConnectionFacts } from './events.ts';
import type { FaultInjector } from './faults.ts';
import { handshakeRequestOf, isWebSocketHandshake } from './handshake-request.ts';
import { judgeHandshake } from './handshake.ts';
import { newId } from './ids.ts';
import type { LambdaHandler } from './invocation.ts';
import type { GatewayLimits } from './limits.ts';
import { managedConnectionId, manageConnection } from './management-api.ts';
import { handleMessage } from './messages.ts';
import type { GatewayRoute } from './routing.ts';
import { createThrottle } from './throttle.ts';
import { upgrade } from './upgrade.ts';

export interface GatewayOptions {
  /** Listens already; the gateway stops it. */
  readonly server: Server;
  readonly routes: readonly GatewayRoute[];
  /** By route key. */
  readonly handlers: ReadonlyMap<string, LambdaHandler>;
  readonly authorizer?: LambdaHandler;
  readonly limits: GatewayLimits;
  readonly faults: FaultInjector;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Answers a request that AWS would not; says whether it did. */
  readonly answerLocally?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export interface Gateway {
  readonly connections: Connections;
  stop(): Promise<void>;
}

/** How long a stopping gateway waits for Lambdas that still run. */
const DRAIN_MS = 500;
const GOING_AWAY: Closure = { code: 1001, reason: 'Going away' };
const VANISHED: Closure = { code: 1006, reason: '' };

export function startGateway(options: GatewayOptions): Gateway {
  const { server, limits, now, handlers, authorizer } = options;
  const { integrationTimeoutMs } = limits;
  const connections = createConnectionRegistry();
  const newConnections = createThrottle(limits.newConnections, now);
  const requests = createThrottle(limits.requests, now);
  const running = new Set<Promise<void>>();
  /** Whatever fails in here ends neither the process nor anything but its own work. */
  const track = (what: string, work: Promise<void>) => {
    const tracked = work.catch((error: unknown) => tellDefect(what, error));
    running.add(tracked);
    void tracked.then(() => running.delete(tracked));
  };

  const onHandshake = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = refuseHandshake.bind(undefined, request);
    if (!isWebSocketHandshake(request)) refuse(httpErrors.badHandshake);
    else if (!newConnections.admits() || !requests.admits()) refuse(httpErrors.throttled);
    else {
      const candidate = { connectionId: newId(), connectedAt: now(), request: handshakeRequestOf(request) };
      const steps = { authorizer, connect: handlers.get('$connect'), limits, now };
      const handshake = await judgeHandshake(candidate, steps);
      if (!handshake.accepted) refuse(handshake.error);
      // The client left while `$connect` ran: there was a connection all the same, if a short one.
      else if (socket.destroyed) onClosed(handshake.facts, VANISHED);
      else open(request, socket, head, handshake.facts, handshake.subprotocol);
    }
  };

  const open = (
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    facts: ConnectionFacts,
    subprotocol: string | undefined,
  ) => {
    const { connectionId } = facts;
    const onForbiddenFrame = (closure: Closure) => connections.find(connectionId)?.close(closure);
    upgrade(request, socket, head, { subprotocol, limits, onForbiddenFrame }, (webSocket) => {
      const connection = openConnection(webSocket, facts, limits, now, {
        onMessage: (text) =>
          track('a message', handleMessage(connection, text, { ...options, requests, integrationTimeoutMs })),
        onClosed: (closure) => {
          connections.remove(connectionId);
          onClosed(facts, closure);
        },
      });
      connections.add(connection);
    });
  };

  const onClosed = (facts: ConnectionFacts, closure: Closure) => {
    const disconnect = handlers.get('$disconnect');
    const steps = { ...options, disconnect, integrationTimeoutMs };
    track('$disconnect', announceDisconnect(facts, closure, steps));
  };

  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    const connectionId = managedConnectionId(request);
    if (connectionId !== undefined)
      await manageConnection(connectionId, request, response, { connections, requests, limits });
    else if (!options.answerLocally?.(request, response)) {
      const path = request.url?.split('?', 1)[0];
      answerError(response, path === `/${STAGE}` ? httpErrors.upgradeRequired : httpErrors.forbidden);
    }
  };

  server.on('request', (request, response) => {
    // A caller that left in the middle of its request.
    onRequest(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const handshake = onHandshake(request, socket, head).catch((error: unknown) => {
      socket.destroy();
      throw error;
    });
    track('a handshake', handshake);
  });
  return {
    connections,
    async stop() {
      server.close();
      for (const connection of connections.list()) connection.close(GOING_AWAY);
      await Promise.race([allOf(running), delay(DRAIN_MS, undefined, { ref: false })]);
      server.closeAllConnections();
    },
  };
}

function tellDefect(what: string, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`The local gateway failed at ${what}: ${message.replaceAll(/\s+/g, ' ')}`);
}

/** Until nothing runs, nor anything that what ran has started. */
async function allOf(running: ReadonlySet<Promise<void>>): Promise<void> {
  while (running.size > 0) await Promise.allSettled(running);
}
