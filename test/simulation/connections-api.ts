/** `@connections` as the Lambdas see it: one attempt with a short limit, Gone for a connection that is closed. */
import {
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';
import type { ServerMessage } from '#protocol/server-messages.ts';
import { connectionsTimeouts, type ConnectionsApi } from '../../lambdas/connections/connections.ts';
import { connectionFaults, TOKEN_EXPIRED_WORDS } from './cells.ts';
import type { Invocation } from './lambdas.ts';
import type { World } from './world.ts';

export function connectionsApi(world: World, sender: () => Invocation): ConnectionsApi {
  const send = (command: unknown): Promise<object> => {
    const by = sender();
    const { chance, scheduler } = world;
    // A process that is gone sends nothing more.
    if (!by.alive) return new Promise(() => undefined);
    const point = command instanceof PostToConnectionCommand ? 'push' : 'close';
    const { pushFault } = world.profile;
    // A close follows a push that had its chance already: it is the rarer of the two.
    const happens = chance.happens(point === 'push' ? pushFault : 2 * pushFault);
    const fault = world.faultsOn && happens ? chance.pick(connectionFaults) : undefined;
    if (fault !== undefined) {
      const speaks = by.connection.tokenExpiresAtSeconds * 1_000 <= by.now ? TOKEN_EXPIRED_WORDS : by.route;
      by.faults.push(`${fault} @ ${speaks}.${point}`);
      world.story?.(`λ${by.number} ${by.route}`, `${fault} at ${point}`);
    }
    return new Promise((resolve, reject) => {
      if (fault === 'killedBefore' || fault === 'killedAfter') world.lambdas.kill(by);
      if (fault === 'killedBefore') return;
      const answer = (ms: number, how: () => void) =>
        scheduler.after(ms, () => {
          if (by.alive) how();
        });
      const timedOut = () => reject(Object.assign(new Error('timed out'), { name: 'TimeoutError' }));
      if (fault === 'timedOut') {
        answer(connectionsTimeouts.attemptMs, timedOut);
        return;
      }
      scheduler.after(chance.between(1, 60), () => {
        const delivered = carryOut(world, command);
        if (fault === 'lostAnswer') answer(connectionsTimeouts.attemptMs, timedOut);
        else
          answer(chance.between(1, 60), () =>
            delivered ? resolve({}) : reject(new GoneException({ message: 'Gone', $metadata: {} })),
          );
      });
    });
  };
  return { send: send as ConnectionsApi['send'] };
}

/** @returns false where the connection is closed */
function carryOut({ gateway, judge }: World, command: unknown): boolean {
  if (!(command instanceof PostToConnectionCommand || command instanceof DeleteConnectionCommand))
    throw new Error('The Lambdas post and delete only.');
  const connection = gateway.connections.get(command.input.ConnectionId ?? '');
  if (connection?.open !== true) return false;
  if (command instanceof DeleteConnectionCommand) gateway.close(connection, { code: 1000, reason: '' });
  else {
    const text = new TextDecoder().decode(command.input.Data as Uint8Array);
    const message = JSON.parse(text) as ServerMessage;
    if (message.type === 'frames') judge.broadcast.onHanded(connection.id, message.sessionId, message.frames);
    gateway.send(connection, text);
  }
  return true;
}
