/** Defects in the gateway itself: one ends a socket at most, and says so in one line. */
import { connect as connectTcp } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connect, ok, type StartFixture } from './gateway-fixture.ts';

/** A rejection that nobody handles fails the whole run: that there is none is part of what these tests say. */
export function describeDefects(start: StartFixture): void {
  const started = async () => {
    const told: unknown[] = [];
    const spy = vi.spyOn(console, 'error').mockImplementation((line) => void told.push(line));
    onTestFinished(() => spy.mockRestore());
    const gateway = await start({
      handlers: { greet: () => ok({ type: 'greeted' }), $disconnect: () => ok() },
    });
    onTestFinished(() => gateway.stop());
    return { gateway, told };
  };
  const defect = () => {
    throw new Error('a defect\nin two lines');
  };

  describe('a defect of the gateway', () => {
    it('in a message leaves the connection usable', async () => {
      const { gateway, told } = await started();
      const socket = await connect(gateway);
      vi.spyOn(gateway.faults, 'nextReply').mockImplementationOnce(defect);
      socket.send({ action: 'greet' });
      await expect.poll(() => told).toEqual(['The local gateway failed at a message: a defect in two lines']);
      socket.send({ action: 'greet' });
      expect(await socket.next()).toEqual({ type: 'greeted' });
    });

    it('in a $disconnect is told, and that is all', async () => {
      const { gateway, told } = await started();
      const socket = await connect(gateway);
      vi.spyOn(gateway.faults, 'disconnectDelaysMs').mockImplementationOnce(defect);
      socket.close();
      await expect
        .poll(() => told)
        .toEqual(['The local gateway failed at $disconnect: a defect in two lines']);
      await connect(gateway);
    });

    it('in a handshake ends its socket and nothing else', async () => {
      const { gateway, told } = await started();
      const socket = connectTcp(gateway.port, '127.0.0.1');
      // The handshake is refused while the request before it still waits for its answer.
      const requests = [
        'GET /prod/@connections/none HTTP/1.1',
        'GET /prod HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: x',
      ];
      socket.write(requests.map((request) => `${request}\r\nHost: localhost\r\n\r\n`).join(''));
      await text(socket);
      await expect
        .poll(() => told)
        .toEqual([expect.stringMatching(/^The local gateway failed at a handshake: .+$/)]);
      await connect(gateway);
    });
  });
}
