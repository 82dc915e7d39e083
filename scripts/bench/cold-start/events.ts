/** What a function is asked first in its life, each time on items of its own. */
import type { SpeakerId } from '#protocol/units.ts';
import { sign } from '../../../infra/local/sign-in/tokens.ts';
import type { SigningKey } from '../../../infra/local/sign-in/signing-key.ts';
import { readItem } from '../../../lambdas/store/settle.ts';
import { createDatabase } from '../../../lambdas/store/database.ts';
import { gatewayEvent } from '../../../test/support/gateway-event.ts';
import { newSpeakerId } from '../../../test/support/speaker.ts';
import { imageOf } from '../../../test/support/stream-image.ts';
import { operations, type Operation, type Place } from '../operations.ts';
import type { Asked } from './sdk-alone.ts';

export const CLIENT_ID = 'podium-page';
export const ORIGIN = 'https://podium.example';

/** By the route's key. @throws Error where there is no such operation */
export function eventOfRoute(routeKey: string, place: Place): Promise<object> {
  switch (routeKey) {
    case '$connect':
      return Promise.resolve(gatewayEvent(routeKey));
    case '$default':
      return Promise.resolve(gatewayEvent(routeKey, { body: { action: 'sing' } }));
    default:
      return operation(routeKey).prepare(place);
  }
}

/** A handshake with a token that the issuer has signed. */
export async function handshake(issuer: string, key: SigningKey, nowMs: number): Promise<object> {
  const seconds = Math.floor(nowMs / 1_000);
  const token = await sign(key, {
    sub: newSpeakerId(),
    iss: issuer,
    client_id: CLIENT_ID,
    token_use: 'access',
    iat: seconds,
    exp: seconds + 3_600,
  });
  return {
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:000000000000:local/prod/$connect',
    headers: { origin: ORIGIN, 'Sec-WebSocket-Protocol': `podium.v1, bearer.${token}` },
    requestContext: { ...gatewayEvent('$connect').requestContext, eventType: 'CONNECT' },
  };
}

/** The table's stream, when a session was made. */
export async function creation(place: Place): Promise<object> {
  const speakerId = await speakerOnAir(place);
  const item = await readItem(createDatabase(place.client, place.tableName), speakerId);
  if (item === undefined) throw new Error('The item that was just written is not there.');
  const dynamodb = {
    SequenceNumber: String(place.now),
    ApproximateCreationDateTime: Math.floor(place.now / 1_000),
    NewImage: imageOf(item),
  };
  return { Records: [{ eventName: 'INSERT', dynamodb }] };
}

/** The writes that nobody can avoid, and perhaps a word to a connection. */
export async function bareCalls(place: Place, calls: Pick<Asked, 'writes' | 'post'>): Promise<Asked> {
  const key = `SPEAKER#${await speakerOnAir(place)}`;
  // Above any lease that there is.
  return { key, leaseUntil: place.now * 2, ...calls };
}

async function speakerOnAir(place: Place): Promise<SpeakerId> {
  const { requestContext } = await operation('heartbeat').prepare(place);
  return (requestContext.authorizer?.speakerId ?? '') as SpeakerId;
}

function operation(routeKey: string): Operation {
  const found = operations.find((each) => each.routeKey === routeKey);
  if (found === undefined) throw new Error(`The bench has no operation for the route ${routeKey}.`);
  return found;
}
