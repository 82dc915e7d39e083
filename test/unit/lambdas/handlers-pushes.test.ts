// What the handlers tell connections other than the one that asked.
import {
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { epochMs } from '#protocol/units.ts';
import { handler as endSession } from '../../../lambdas/end-session.ts';
import { handler as heartbeat } from '../../../lambdas/heartbeat.ts';
import { handler as resumeSession } from '../../../lambdas/resume-session.ts';
import { gatewayEvent, type EventFields } from '../../support/gateway-event.ts';
import { endMessage, heartbeatMessage, newRequestId, resumeMessage, START } from '../../support/speaker.ts';
import {
  database,
  connectionsApi,
  logged,
  page,
  other,
  onPage,
  item,
  attributes,
  lostTo,
  answer,
} from './mocked-sdk.ts';

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
