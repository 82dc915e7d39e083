// The handlers with a mocked SDK: what they send to AWS, what they answer, what they log.
import {
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  InternalServerError,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  ResourceNotFoundException,
  UpdateItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as v from 'valibot';
import { serverMessages, type ServerMessageType } from '#protocol/server-messages.ts';
import { epochMs, type ConnectionId, type SpeakerId } from '#protocol/units.ts';
import { handler as connect } from '../../../lambdas/connect.ts';
import { handler as createSession } from '../../../lambdas/create-session.ts';
import { handler as unrouted } from '../../../lambdas/default.ts';
import { handler as disconnect } from '../../../lambdas/disconnect.ts';
import { handler as endSession } from '../../../lambdas/end-session.ts';
import { handler as heartbeat } from '../../../lambdas/heartbeat.ts';
import { handler as resumeSession } from '../../../lambdas/resume-session.ts';
import { handler as updateSession } from '../../../lambdas/update-session.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import { decideEnd } from '../../../lambdas/session/end.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import { connectionSlot, factAttribute, speakerKey, toAttributes } from '../../../lambdas/store/items.ts';
import { gatewayEvent, type EventFields } from '../../support/gateway-event.ts';
import {
  createMessage,
  endMessage,
  heartbeatMessage,
  makeName,
  newPage,
  newRequestId,
  resumeMessage,
  START,
  terms,
  updateMessage,
} from '../../support/speaker.ts';

const database = mockClient(DynamoDBClient);
const connectionsApi = mockClient(ApiGatewayManagementApiClient);
let logged: Record<string, unknown>[] = [];

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

const page = newPage('anna' as SpeakerId);
const other = newPage('anna' as SpeakerId);
const onPage = (body: object, fields: EventFields = {}) => ({
  body,
  connectionId: page.caller.connectionId,
  ...fields,
});
/** The session that `page` has, and the request that made it. */
const made = createMessage(page);
const item: SpeakerItem = (() => {
  const decision = decideCreate(undefined, made, page.caller, terms, START, makeName());
  if (decision.kind !== 'commit') throw new Error(decision.kind);
  return decision.next;
})();

/** As DynamoDB holds it. */
const attributes = (of: SpeakerItem): Record<string, AttributeValue> => ({
  ...speakerKey(of.speakerId),
  ...toAttributes(of),
  ...Object.fromEntries(
    of.connections.flatMap((fact, index): [string, AttributeValue][] => [
      [connectionSlot(index).fact, factAttribute(fact)],
      [connectionSlot(index).epoch, { N: String(fact.epoch) }],
    ]),
  ),
});
const lostTo = (of: SpeakerItem | undefined) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: {},
    ...(of === undefined ? {} : { Item: attributes(of) }),
  });

async function answer(reply: ReturnType<typeof createSession>): Promise<Record<string, unknown>> {
  const result = await reply;
  if (typeof result === 'string' || result.body === undefined) throw new Error('no reply');
  const message = JSON.parse(result.body) as Record<string, unknown>;
  // Whatever it is, it is a message of the contract.
  v.parse(serverMessages[message['type'] as ServerMessageType], message);
  return message;
}

describe('a first createSession', () => {
  test('reads strongly, reserves a name, writes the speaker’s item under the guard that there is none', async () => {
    database
      .on(GetItemCommand)
      .resolves({})
      .on(PutItemCommand)
      .resolves({})
      .on(UpdateItemCommand)
      .resolves({});
    const created = await answer(createSession(gatewayEvent('createSession', onPage(made))));
    expect(created).toMatchObject({
      type: 'sessionCreated',
      requestId: made.requestId,
      reused: false,
      epoch: 1,
    });
    expect(database.commandCalls(GetItemCommand).map(({ args }) => args[0].input)).toEqual([
      { TableName: 'podium', Key: { pk: { S: 'SPEAKER#anna' } }, ConsistentRead: true },
    ]);
    expect(database.commandCalls(PutItemCommand)[0]?.args[0].input.Item?.['pk']).toEqual({
      S: `SESSION#${String(created['sessionId'])}`,
    });
    expect(database.commandCalls(UpdateItemCommand)[0]?.args[0].input).toMatchObject({
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(connectionsApi.calls()).toHaveLength(0);
  });

  test('tells the lease and the times without the allowance for skewed clocks', async () => {
    database
      .on(GetItemCommand)
      .resolves({})
      .on(PutItemCommand)
      .resolves({})
      .on(UpdateItemCommand)
      .resolves({});
    const created = await answer(createSession(gatewayEvent('createSession', onPage(made))));
    expect(created).toMatchObject({
      timestamp: START,
      createdAt: START,
      leaseUntil: START + 5 * 60_000,
      expiresAt: START + 12 * 3_600_000,
      heartbeatIntervalMs: 120_000,
    });
    const values = database.commandCalls(UpdateItemCommand)[0]?.args[0].input.ExpressionAttributeValues;
    expect(values?.[':lu']).toEqual({ N: String(START + 5 * 60_000 + 4_000) });
    // An hour's token: the planned move comes two minutes before its end.
    expect(created['rotateAfterMs']).toBe(58 * 60_000);
  });
});

describe('replies need no other call', () => {
  const events = {
    updateSession: () => updateSession(gatewayEvent('updateSession', onPage(updateMessage(item, 1)))),
    heartbeat: () =>
      heartbeat(gatewayEvent('heartbeat', onPage(heartbeatMessage(item), { nowMs: START + 1 }))),
    endSession: () => endSession(gatewayEvent('endSession', onPage(endMessage(item)))),
    resumeSession: () =>
      resumeSession(
        gatewayEvent('resumeSession', {
          body: resumeMessage({ ...page, connectionNumber: 2 }),
          connectionId: 'connection-2=',
        }),
      ),
  };
  const types = {
    updateSession: 'sessionUpdated',
    heartbeat: 'heartbeatAck',
    endSession: 'sessionEnded',
    resumeSession: 'sessionResumed',
  } as const;
  test.each(Object.keys(types) as (keyof typeof types)[])(
    '%s is one write and its answer',
    async (action) => {
      database.on(UpdateItemCommand).resolves({ Attributes: attributes(item) });
      expect(await answer(events[action]())).toMatchObject({
        type: types[action],
        sessionId: item.sessionId,
      });
      expect(database.commandCalls(UpdateItemCommand)).toHaveLength(1);
      // Who listens is looked up where there is something to tell.
      expect(database.calls()).toHaveLength(action === 'endSession' ? 2 : 1);
      expect(connectionsApi.calls()).toHaveLength(0);
      expect(logged).toHaveLength(1);
    },
  );

  test('$connect selects the subprotocol and calls nothing', async () => {
    expect(await connect()).toEqual({ statusCode: 200, headers: { 'Sec-WebSocket-Protocol': 'podium.v1' } });
    expect(database.calls()).toHaveLength(0);
  });
});

describe('telling another connection', () => {
  const takeover = () =>
    resumeSession(
      gatewayEvent('resumeSession', {
        body: resumeMessage(other, { sessionId: item.sessionId, epoch: 1, takeover: true }),
        connectionId: other.caller.connectionId,
      }),
    );
  const pushed = () =>
    connectionsApi.commandCalls(PostToConnectionCommand).map(({ args: [{ input }] }) => ({
      to: input.ConnectionId,
      ...(JSON.parse(new TextDecoder().decode(input.Data as Uint8Array)) as object),
    }));

  test('a takeover tells the loser once and closes its connection', async () => {
    database.on(UpdateItemCommand).resolves({ Attributes: attributes(item) });
    expect(await answer(takeover())).toMatchObject({ type: 'sessionResumed', epoch: 2 });
    expect(pushed()).toEqual([
      {
        to: page.caller.connectionId,
        type: 'connectionSuperseded',
        timestamp: START,
        sessionId: item.sessionId,
        epoch: 2,
      },
    ]);
    expect(connectionsApi.commandCalls(DeleteConnectionCommand)).toHaveLength(1);
    expect(logged[0]).toMatchObject({ outcome: 'sessionResumed', push: 'delivered' });
  });

  test.each([
    ['gone', new GoneException({ message: '', $metadata: {} })],
    ['failed', new Error('socket hang up')],
  ])('a loser whose connection is %s does not disturb the winner', async (push, error) => {
    database.on(UpdateItemCommand).resolves({ Attributes: attributes(item) });
    connectionsApi.on(PostToConnectionCommand).rejects(error);
    expect(await answer(takeover())).toMatchObject({ type: 'sessionResumed' });
    expect(connectionsApi.commandCalls(DeleteConnectionCommand)).toHaveLength(0);
    expect(logged[0]).toMatchObject({ push });
  });

  test('a loser that is known to be disconnected is not called', async () => {
    database.on(UpdateItemCommand).resolves({ Attributes: attributes({ ...item, status: 'interrupted' }) });
    await answer(takeover());
    expect(connectionsApi.calls()).toHaveLength(0);
  });

  test('a takeover that finds its own write tells nobody', async () => {
    const mine = {
      ...item,
      epoch: 2,
      owner: { ...other.caller, clientId: other.clientId, connectionNumber: 1 },
    };
    database.on(UpdateItemCommand).rejects(lostTo(mine));
    expect(await answer(takeover())).toMatchObject({ type: 'sessionResumed', epoch: 2 });
    expect(connectionsApi.calls()).toHaveLength(0);
  });

  test('an end from elsewhere is told to the owner, without the other’s requestId, and closes nothing', async () => {
    database.on(UpdateItemCommand).resolves({ Attributes: attributes(item) });
    const body = endMessage(item);
    const end = () =>
      endSession(gatewayEvent('endSession', { body, connectionId: other.caller.connectionId }));
    expect(await answer(end())).toMatchObject({ type: 'sessionEnded', requestId: body.requestId });
    expect(pushed()).toEqual([
      {
        to: page.caller.connectionId,
        type: 'sessionEnded',
        timestamp: START,
        sessionId: item.sessionId,
        reason: 'requested',
      },
    ]);
    expect(connectionsApi.commandCalls(DeleteConnectionCommand)).toHaveLength(0);
  });
});

describe('an expired token', () => {
  const late = (fields: EventFields = {}) =>
    heartbeat(
      gatewayEvent(
        'heartbeat',
        onPage(
          { ...heartbeatMessage(item), requestId: newRequestId() },
          { tokenExpiresAtSeconds: START / 1000, ...fields },
        ),
      ),
    );

  test('is told, the connection is closed, and the database is not asked', async () => {
    expect(await late()).toEqual({ statusCode: 200 });
    const [post] = connectionsApi.commandCalls(PostToConnectionCommand);
    const message = JSON.parse(new TextDecoder().decode(post?.args[0].input.Data as Uint8Array)) as object;
    expect(message).toMatchObject({ type: 'error', code: 'TOKEN_EXPIRED', retry: 'withNewToken' });
    expect(connectionsApi.commandCalls(DeleteConnectionCommand)).toHaveLength(1);
    expect(database.calls()).toHaveLength(0);
  });

  test('is told by the reply where the push failed', async () => {
    connectionsApi.on(PostToConnectionCommand).rejects(new Error('timed out'));
    expect(await answer(late())).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  test('a millisecond before its end is still good', async () => {
    const renewable = { ...item, leaseUntil: epochMs(START + 1_000) };
    database.on(UpdateItemCommand).resolves({ Attributes: attributes(renewable) });
    expect(await answer(late({ nowMs: START - 1 }))).toMatchObject({ type: 'heartbeatAck' });
  });
});

describe('trouble', () => {
  const beat = () =>
    heartbeat(gatewayEvent('heartbeat', onPage({ ...heartbeatMessage(item), requestId: newRequestId() })));

  test.each([
    new InternalServerError({ message: 'try again', $metadata: {} }),
    new ProvisionedThroughputExceededException({ message: 'slow down', $metadata: {} }),
    Object.assign(new Error('too slow'), { name: 'TimeoutError' }),
    Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
  ])('a database that answers $name is UNAVAILABLE', async (error) => {
    database.on(UpdateItemCommand).rejects(error);
    expect(await answer(beat())).toMatchObject({ code: 'UNAVAILABLE', retry: 'afterBackoff' });
  });

  test('a defect is INTERNAL_ERROR, told without its details, which the log has', async () => {
    database
      .on(UpdateItemCommand)
      .rejects(new ResourceNotFoundException({ message: 'no table podium', $metadata: {} }));
    const told = await answer(beat());
    expect(told).toMatchObject({ code: 'INTERNAL_ERROR', retry: 'afterBackoff' });
    expect(JSON.stringify(told)).not.toContain('podium');
    expect(logged[0]).toMatchObject({
      level: 'error',
      error: expect.stringContaining('no table podium') as string,
    });
  });

  test('an event without a verified speaker is refused, whatever it says', async () => {
    const event = gatewayEvent('heartbeat', onPage(heartbeatMessage(item)));
    Reflect.deleteProperty(event.requestContext, 'authorizer');
    expect(await answer(heartbeat(event))).toMatchObject({ code: 'INTERNAL_ERROR' });
    expect(database.calls()).toHaveLength(0);
  });

  test('an engine that does not return the item is asked for it', async () => {
    database.on(UpdateItemCommand).rejects(lostTo(undefined)).on(GetItemCommand).resolves({});
    expect(await answer(beat())).toMatchObject({ code: 'SESSION_NOT_FOUND', retry: 'afterCreate' });
    expect(database.commandCalls(GetItemCommand)).toHaveLength(1);
  });

  test('a session that another connection owns is told with the pair to take it back', async () => {
    const decision = decideEnd({ ...item, epoch: 5 }, endMessage({ ...item, epoch: 5 }), START);
    expect(decision.kind).toBe('commit');
    database.on(UpdateItemCommand).rejects(lostTo({ ...item, epoch: 5 }));
    expect(await answer(beat())).toMatchObject({
      code: 'SESSION_SUPERSEDED',
      retry: 'never',
      sessionId: item.sessionId,
      epoch: 5,
      status: 'live',
    });
  });
});

describe('$disconnect', () => {
  const gone = (
    connectionId: ConnectionId,
    closing = { code: 1006, reason: 'Connection closed abnormally' },
  ) => disconnect(gatewayEvent('$disconnect', { connectionId, closing, nowMs: epochMs(START + 1_000) }));

  test('logs who closed, and interrupts its own session', async () => {
    database.on(UpdateItemCommand).resolves({ Attributes: attributes(item) });
    expect(await gone(page.caller.connectionId)).toEqual({ statusCode: 200 });
    expect(logged).toEqual([
      expect.objectContaining({
        action: '$disconnect',
        outcome: 'interrupted',
        closedBy: 'network',
        closeCode: 1006,
      }),
    ]);
  });

  test('of a connection that never had a session is noted and nothing more', async () => {
    database.on(UpdateItemCommand).rejects(lostTo(undefined)).on(GetItemCommand).resolves({});
    await gone('stranger=' as ConnectionId, { code: 1001, reason: 'Going away' });
    expect(logged[0]).toMatchObject({ outcome: 'noted', closedBy: 'gateway' });
  });

  test('fails quietly: the gateway does not ask again, and no rule needs it', async () => {
    database.on(UpdateItemCommand).rejects(new InternalServerError({ message: 'no', $metadata: {} }));
    expect(await gone(page.caller.connectionId)).toEqual({ statusCode: 200 });
    expect(logged[0]).toMatchObject({ level: 'error', outcome: 'UNAVAILABLE' });
  });

  test('that hits a defect says so as every command does, and is answered all the same', async () => {
    database.on(UpdateItemCommand).rejects(new TypeError('a defect'));
    expect(await gone(page.caller.connectionId)).toEqual({ statusCode: 200 });
    expect(logged[0]).toMatchObject({ level: 'error', outcome: 'INTERNAL_ERROR' });
  });
});

test('a frame that no route matched is answered with what is wrong with it', async () => {
  const send = (body: object | string) => answer(unrouted(gatewayEvent('$default', { body })));
  expect(await send('hello')).toMatchObject({ code: 'INVALID_MESSAGE' });
  expect(await send('[1]')).toMatchObject({ code: 'INVALID_MESSAGE' });
  const requestId = newRequestId();
  expect(await send({ action: 'dance', requestId })).toMatchObject({ code: 'UNKNOWN_ACTION', requestId });
  expect(await send({})).toMatchObject({ code: 'UNKNOWN_ACTION' });
  expect(await send({ padding: 'x'.repeat(31 * 1024) })).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
});

test('a log line names the speaker by hash, and holds neither body nor token', async () => {
  database.on(UpdateItemCommand).resolves({ Attributes: attributes(item) });
  await answer(
    updateSession(gatewayEvent('updateSession', onPage(updateMessage(item, 1, { sourceLanguage: 'de' })))),
  );
  await answer(
    updateSession(
      gatewayEvent('updateSession', onPage({ ...updateMessage(item, 2), volume: 'loud-secret' })),
    ),
  );
  expect(logged).toHaveLength(2);
  expect(JSON.stringify(logged)).not.toMatch(/anna|loud-secret|"de"/);
  expect(logged[0]).toMatchObject({
    level: 'info',
    action: 'updateSession',
    outcome: 'sessionUpdated',
    connectionId: page.caller.connectionId,
    gatewayRequestId: 'gateway-request-1',
    speaker: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
  });
});
