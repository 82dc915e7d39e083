/** Every command and its one reply, as a stage gives them. */
import { expect, test } from 'vitest';
import type { SmokeStage } from './stage.ts';

export function describeCommands(stage: () => SmokeStage): void {
  test('each of the five commands and an unknown one gets exactly one reply, on the same socket', async () => {
    const [speaker = ''] = await stage().pool.take(1, 1);
    const socket = await stage().connect(speaker);
    const clientId = crypto.randomUUID();
    const requestId = () => crypto.randomUUID();
    const created = await socket.ask(stage().createCommand(clientId));
    const { sessionId, epoch } = created;
    const named = { sessionId, epoch };
    await socket.ask({ action: 'updateSession', requestId: requestId(), ...named, change: 1, volume: 7 });
    await socket.ask({ action: 'heartbeat', requestId: requestId(), ...named });
    await socket.ask({ action: 'resumeSession', requestId: requestId(), clientId, connectionNumber: 1 });
    await socket.ask({ action: 'shout', requestId: requestId() });
    await socket.ask({ action: 'endSession', requestId: requestId(), ...named });
    expect(socket.received.map(({ type, code }) => code ?? type)).toEqual([
      'sessionCreated',
      'sessionUpdated',
      'heartbeatAck',
      'sessionResumed',
      'UNKNOWN_ACTION',
      'sessionEnded',
    ]);
    socket.close();
  });

  test('a heartbeat with a wrong epoch is told the right one, out of the write that failed', async () => {
    const [speaker = ''] = await stage().pool.take(1, 1);
    const socket = await stage().connect(speaker);
    const { sessionId } = await socket.ask(stage().createCommand(crypto.randomUUID()));
    const requestId = crypto.randomUUID();
    expect(await socket.ask({ action: 'heartbeat', requestId, sessionId, epoch: 2 })).toMatchObject({
      code: 'SESSION_SUPERSEDED',
      sessionId,
      epoch: 1,
    });
    socket.close();
  });
}
