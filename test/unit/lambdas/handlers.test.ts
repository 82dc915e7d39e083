// The handlers with a mocked SDK: what they send to AWS, what they answer, what they log.
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { handler as connect } from '../../../lambdas/connect.ts';
import { handler as createSession } from '../../../lambdas/create-session.ts';
import { handler as unrouted } from '../../../lambdas/default.ts';
import { handler as endSession } from '../../../lambdas/end-session.ts';
import { handler as heartbeat } from '../../../lambdas/heartbeat.ts';
import { handler as resumeSession } from '../../../lambdas/resume-session.ts';
import { handler as sendFrames } from '../../../lambdas/send-frames.ts';
import { handler as updateSession } from '../../../lambdas/update-session.ts';
import { gatewayEvent } from '../../support/gateway-event.ts';
import {
  endMessage,
  framesMessage,
  heartbeatMessage,
  newRequestId,
  resumeMessage,
  START,
  updateMessage,
} from '../../support/speaker.ts';
import {
  database,
  connectionsApi,
  logged,
  page,
  onPage,
  made,
  item,
  attributes,
  answer,
} from './mocked-sdk.ts';

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

test('a frame that no route matched is answered with what is wrong with it', async () => {
  const send = (body: object | string) => answer(unrouted(gatewayEvent('$default', { body })));
  expect(await send('hello')).toMatchObject({ code: 'INVALID_MESSAGE' });
  expect(await send('[1]')).toMatchObject({ code: 'INVALID_MESSAGE' });
  const requestId = newRequestId();
  expect(await send({ action: 'dance', requestId })).toMatchObject({ code: 'UNKNOWN_ACTION', requestId });
  expect(await send({})).toMatchObject({ code: 'UNKNOWN_ACTION' });
  expect(await send({ padding: 'x'.repeat(31 * 1024) })).toMatchObject({ code: 'MESSAGE_TOO_LARGE' });
});

test('what is no text, or no number that JSON could hand on, is refused before the database is asked', async () => {
  const ofNoText = { ...heartbeatMessage(item), sessionId: '\ud800' };
  expect(await answer(heartbeat(gatewayEvent('heartbeat', onPage(ofNoText))))).toMatchObject({
    code: 'INVALID_MESSAGE',
    message: 'The field sessionId must be a session id such as caring-king-2754.',
  });
  const endless = JSON.stringify({ ...framesMessage(item, 3), gap: 1, gapMs: 0 }).replace(
    '"gapMs":0',
    '"gapMs":1e999',
  );
  expect(
    await answer(sendFrames(gatewayEvent('sendFrames', { ...onPage({}), body: endless }))),
  ).toMatchObject({
    code: 'INVALID_MESSAGE',
    message: 'The field gapMs must be milliseconds, not below 0.',
  });
  expect(database.calls()).toHaveLength(0);
});

test.each([
  ['with a fraction', START / 1_000 + 600.25],
  ['far beyond every calendar', 1e21],
])('a token whose end is told %s is as good as any, RFC 7519', async (_, tokenExpiresAtSeconds) => {
  database.on(UpdateItemCommand).resolves({ Attributes: attributes(item) });
  const event = gatewayEvent(
    'heartbeat',
    onPage(heartbeatMessage(item), { nowMs: START + 1, tokenExpiresAtSeconds }),
  );
  expect(await answer(heartbeat(event))).toMatchObject({ type: 'heartbeatAck' });
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
