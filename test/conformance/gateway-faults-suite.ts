/** Faults on demand: each does what its name says, and nothing happens where none is set. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GatewayFaults } from '../../infra/local/gateway/faults.ts';
import { connect, ok, recorder, type StartFixture } from './gateway-fixture.ts';

export function describeFaults(start: StartFixture): void {
  const withFaults = async (faults: GatewayFaults) => {
    const disconnected = recorder();
    const gateway = await start({
      handlers: { greet: () => ok({ type: 'greeted' }), $disconnect: disconnected.handler },
    });
    onTestFinished(() => gateway.stop());
    gateway.faults.add(faults);
    return { gateway, disconnected, socket: await connect(gateway) };
  };
  const GREET = { action: 'greet' };

  describe('the fault', () => {
    it.each([0, 1, 5])(
      'closeAfterReplyMs %i closes after the reply has arrived',
      async (closeAfterReplyMs) => {
        const { socket } = await withFaults({ closeAfterReplyMs });
        socket.send(GREET);
        expect(await socket.next()).toEqual({ type: 'greeted' });
        expect(await socket.closed).toMatchObject({ code: 1001 });
      },
    );

    it('dropReplies drops exactly so many', async () => {
      const { socket, gateway } = await withFaults({ dropReplies: 2 });
      for (let count = 0; count < 3; count += 1) socket.send(GREET);
      await socket.next();
      expect(socket.received).toHaveLength(1);
      expect(gateway.faults.settings()).toEqual({ dropReplies: 0 });
    });

    it('dropReplies with closeAfterReplyMs cuts the connection instead of the reply', async () => {
      const { socket } = await withFaults({ dropReplies: 1, closeAfterReplyMs: 0 });
      socket.send(GREET);
      await socket.closed;
      expect(socket.received).toEqual([]);
    });

    it('delayRepliesMs lets a reply leave so much later', async () => {
      const { socket } = await withFaults({ delayRepliesMs: 60 });
      const sentAt = performance.now();
      socket.send(GREET);
      await socket.next();
      expect(performance.now() - sentAt).toBeGreaterThanOrEqual(59);
    });

    it('loseDisconnect never calls $disconnect', async () => {
      const { socket, disconnected, gateway } = await withFaults({ loseDisconnect: true });
      socket.close();
      await socket.closed;
      gateway.faults.clear();
      const second = await connect(gateway);
      const event = disconnected.next();
      second.close(4002);
      expect((await event).requestContext).toMatchObject({ disconnectStatusCode: 4002 });
      expect(disconnected.events).toHaveLength(1);
    });

    it('delayDisconnectMs calls $disconnect so much later', async () => {
      const { socket, disconnected } = await withFaults({ delayDisconnectMs: 60 });
      const event = disconnected.next();
      const closedAt = performance.now();
      socket.close();
      await event;
      expect(performance.now() - closedAt).toBeGreaterThanOrEqual(59);
    });

    it('duplicateDisconnect calls $disconnect twice with one event', async () => {
      const { socket, disconnected } = await withFaults({ duplicateDisconnect: true });
      const events = Promise.all([disconnected.next(), disconnected.next()]);
      socket.close(4003);
      const [first, second] = await events;
      expect(second).toEqual(first);
    });
  });
}
