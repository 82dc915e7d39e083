/** A message's way: throttle, route, Lambda, reply. Each is its own invocation; replies may overtake each other. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { messageEvent } from './events.ts';
import type { FaultInjector } from './faults.ts';
import { newId } from './ids.ts';
import { integrationOf } from './integration-response.ts';
import { invoke, type LambdaHandler } from './invocation.ts';
import { selectRoute, type GatewayRoute } from './routing.ts';
import type { Throttle } from './throttle.ts';

export interface MessageSteps {
  readonly routes: readonly GatewayRoute[];
  readonly handlers: ReadonlyMap<string, LambdaHandler>;
  readonly integrationTimeoutMs: number;
  readonly requests: Throttle;
  readonly faults: FaultInjector;
  readonly now: () => number;
}

/** What the gateway says itself, where no Lambda's answer is to be had. */
type GatewayError = 'Too Many Requests' | 'Forbidden' | 'Internal server error';

export async function handleMessage(
  connection: Connection,
  text: string,
  steps: MessageSteps,
): Promise<void> {
  const requestId = newId();
  const outcome = await replyTo(connection, text, requestId, steps);
  if ('error' in outcome) {
    const { connectionId } = connection.facts;
    connection.send(JSON.stringify({ message: outcome.error, connectionId, requestId }));
  } else if (outcome.reply) await reply(connection, outcome.reply, steps.faults);
}

async function replyTo(
  { facts }: Connection,
  text: string,
  requestId: string,
  { requests, routes, handlers, integrationTimeoutMs, now }: MessageSteps,
): Promise<{ error: GatewayError } | { reply: string | null | undefined }> {
  if (!requests.admits()) return { error: 'Too Many Requests' };
  const route = selectRoute(routes, text);
  const handler = route && handlers.get(route.routeKey);
  if (route === undefined || handler === undefined) return { error: 'Forbidden' };
  const event = messageEvent(facts, route.routeKey, requestId, text, now());
  const integration = integrationOf(await invoke(route.routeKey, handler, event, integrationTimeoutMs));
  if (!integration.ok) return { error: 'Internal server error' };
  // Without a route response the Lambda's answer goes nowhere. Its status never matters to the client.
  return { reply: route.replies ? integration.body : undefined };
}

async function reply(connection: Connection, body: string, faults: FaultInjector): Promise<void> {
  const { dropped, delayMs, closeAfterMs } = faults.nextReply();
  if (delayMs > 0) await delay(delayMs);
  if (!dropped) connection.send(body);
  if (closeAfterMs === undefined) return;
  // 0 means within this very turn: the close follows the reply on the wire, and nothing in between.
  if (closeAfterMs > 0) await delay(closeAfterMs);
  connection.close({ code: 1001, reason: 'Going away' });
}
