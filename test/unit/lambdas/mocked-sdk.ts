/** A mocked SDK for the handlers, the session that is stored in it, and what they write to the log. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, vi } from 'vitest';
import * as v from 'valibot';
import { serverMessages, type ServerMessageType } from '#protocol/server-messages.ts';
import type { SpeakerId } from '#protocol/units.ts';
import type { handler as createSession } from '../../../lambdas/create-session.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import { connectionSlot, factAttribute, speakerKey, toAttributes } from '../../../lambdas/store/items.ts';
import type { EventFields } from '../../support/gateway-event.ts';
import { createMessage, makeName, newPage, START, terms } from '../../support/speaker.ts';

export const database = mockClient(DynamoDBClient);
export const connectionsApi = mockClient(ApiGatewayManagementApiClient);
export let logged: Record<string, unknown>[] = [];

beforeEach(() => {
  database.reset();
  connectionsApi.reset();
  // Nobody listens.
  database.on(GetItemCommand).resolves({});
  logged = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    logged.push(JSON.parse(String(chunk)) as Record<string, unknown>);
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

export const page = newPage('anna' as SpeakerId);
export const other = newPage('anna' as SpeakerId);
export const onPage = (body: object, fields: EventFields = {}) => ({
  body,
  connectionId: page.caller.connectionId,
  ...fields,
});
/** The session that `page` has, and the request that made it. */
export const made = createMessage(page);
export const item: SpeakerItem = (() => {
  const decision = decideCreate(undefined, made, page.caller, terms, START, makeName());
  if (decision.kind !== 'commit') throw new Error(decision.kind);
  return decision.next;
})();

/** As DynamoDB holds it. */
export const attributes = (of: SpeakerItem): Record<string, AttributeValue> => ({
  ...speakerKey(of.speakerId),
  ...toAttributes(of),
  ...Object.fromEntries(
    of.connections.flatMap((fact, index): [string, AttributeValue][] => [
      [connectionSlot(index).fact, factAttribute(fact)],
      [connectionSlot(index).epoch, { N: String(fact.epoch) }],
    ]),
  ),
});
export const lostTo = (of: SpeakerItem | undefined) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(of === undefined ? {} : { Item: attributes(of) }),
  });

export async function answer(reply: ReturnType<typeof createSession>): Promise<Record<string, unknown>> {
  const result = await reply;
  if (typeof result === 'string' || result.body === undefined) throw new Error('no reply');
  const message = JSON.parse(result.body) as Record<string, unknown>;
  // Whatever it is, it is a message of the contract.
  v.parse(serverMessages[message['type'] as ServerMessageType], message);
  return message;
}
