// A stage for an audience: real handlers and store on a table in memory, every push recorded.
import { InternalServerError } from '@aws-sdk/client-dynamodb';
import { randomInt } from 'node:crypto';
import type { Connections } from '../../../lambdas/connections/connections.ts';
import { readSettings } from '../../../lambdas/runtime/environment.ts';
import type { LogLine } from '../../../lambdas/runtime/log.ts';
import { servicesOf } from '../../../lambdas/runtime/services.ts';
import type { DynamoDB } from '../../../lambdas/store/database.ts';
import { operationOf, Table, type Command } from '../../simulation/dynamodb/table.ts';
import { gatewayEvent, type EventFields } from '../../support/gateway-event.ts';
import { sessionHandlers } from '../../support/handlers.ts';
import type { Message } from '../../support/socket.ts';
import {
  createMessage,
  framesMessage,
  newPage,
  newRequestId,
  START,
  updateMessage,
  type Named,
} from '../../support/speaker.ts';

export const LEASE_MS = 300_000;

/** Its clock is what each call says. */
export function open(settings: Partial<ReturnType<typeof readSettings>> = {}) {
  const table = new Table<undefined>(() => undefined);
  const pushes: { readonly to: string; readonly message: Message }[] = [];
  const closed: string[] = [];
  const lines: Partial<LogLine>[] = [];
  const trouble = { listIsAway: false, beforeTell: undefined as (() => Promise<unknown>) | undefined };
  const connections: Connections = {
    push: async (to, message) => {
      pushes.push({ to, message });
      return { kind: 'delivered' };
    },
    post: async (to, data) => {
      pushes.push({ to, message: JSON.parse(new TextDecoder().decode(data)) as Message });
      return { kind: 'delivered' };
    },
    close: async (id) => {
      closed.push(id);
      return { kind: 'delivered' };
    },
  };
  const asked: string[] = [];
  const send = async (command: Command) => {
    asked.push(operationOf(command));
    const text = JSON.stringify(command.input);
    if (trouble.listIsAway && text.includes('LISTENERS#'))
      throw new InternalServerError({ message: 'no', $metadata: {} });
    const { beforeTell } = trouble;
    if (beforeTell !== undefined && operationOf(command) === 'UpdateItem' && text.includes('toldAt')) {
      trouble.beforeTell = undefined;
      await beforeTell();
    }
    return table.execute(command, undefined);
  };
  const services = servicesOf({
    settings: { ...readSettings(process.env), joinLimit: 0, ...settings },
    database: { send: send as DynamoDB['send'] },
    connections,
    log: (line) => void lines.push(line),
    random: () => 0.5,
    randomInt,
    monotonicMs: () => 0,
    wait: async () => undefined,
  });
  const call = async (route: keyof typeof sessionHandlers, fields: EventFields = {}): Promise<Message> => {
    const result = await sessionHandlers[route](services)(gatewayEvent(route, fields));
    const body = typeof result === 'object' ? result.body : undefined;
    return body === undefined ? {} : (JSON.parse(body) as Message);
  };
  return { call, pushes, closed, lines, trouble, asked };
}

/** A session on the air, and the ways to speak and to listen. */
export async function onAir(stage = open()) {
  const page = newPage();
  const by = ({ caller }: typeof page, ms: number) => ({
    connectionId: caller.connectionId,
    speakerId: caller.speakerId,
    nowMs: START + ms,
  });
  const created = await stage.call('createSession', { ...by(page, 0), body: createMessage(page) });
  const session: Named = { sessionId: String(created['sessionId']) as Named['sessionId'], epoch: 1 };
  const listener = (connectionId: string, ms: number) => ({
    connectionId,
    listensTo: session.sessionId,
    nowMs: START + ms,
  });
  const named = () => ({ requestId: newRequestId(), sessionId: session.sessionId });
  let seq = 0;
  return {
    ...stage,
    page,
    session,
    by,
    listener,
    join: (id: string, ms: number) =>
      stage.call('joinSession', { ...listener(id, ms), body: { action: 'joinSession', ...named() } }),
    leave: (id: string, ms: number) =>
      stage.call('leaveSession', { ...listener(id, ms), body: { action: 'leaveSession', ...named() } }),
    beat: (id: string, ms: number) =>
      stage.call('heartbeat', { ...listener(id, ms), body: { action: 'heartbeat', ...named() } }),
    speak: (ms: number) =>
      stage.call('sendFrames', { ...by(page, ms), body: framesMessage(session, (seq += 1)) }),
    update: (change: number, fields: Message, ms = 1) =>
      stage.call('updateSession', {
        ...by(page, ms),
        body: { ...updateMessage(session, change), ...fields },
      }),
    /** Of the kind, since the last time that this was asked: who was told what. */
    told: (kind: string) =>
      stage.pushes
        .splice(0)
        .filter(({ message }) => message['type'] === kind)
        .map(({ to, message }) => [
          to === page.caller.connectionId ? 'the speaker' : to,
          message['listenerCount'],
        ])
        .sort(),
  };
}
