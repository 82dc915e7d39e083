// The handlers where the database or the connection has gone.
import {
  GetItemCommand,
  InternalServerError,
  ProvisionedThroughputExceededException,
  ResourceNotFoundException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { epochMs, type ConnectionId } from '#protocol/units.ts';
import { handler as disconnect } from '../../../lambdas/disconnect.ts';
import { handler as heartbeat } from '../../../lambdas/heartbeat.ts';
import { decideEnd } from '../../../lambdas/session/end.ts';
import { gatewayEvent } from '../../support/gateway-event.ts';
import { endMessage, heartbeatMessage, newRequestId, START } from '../../support/speaker.ts';
import { database, logged, page, onPage, item, attributes, lostTo, answer } from './mocked-sdk.ts';

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
