/** `npm start` as a person meets it: flags, the ready line, folders that are damaged, signals, sudden deaths. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isEngineAvailable } from '../../infra/local/database.ts';
import { portOf } from '../../infra/local/ports.ts';
import type { TestSocket } from '../support/socket.ts';
import { runStack, startStack } from '../support/stack.ts';

const started = async (flags: readonly string[] = []) => {
  const stack = await startStack(flags);
  onTestFinished(() => stack.kill());
  return stack;
};
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'podium-start-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
};
/** How a stack that must not start ends. */
const ending = async (flags: readonly string[]) => {
  const { ended } = runStack(flags);
  const { exitCode, stdout, stderr } = await ended;
  return { exitCode, stdout, stderr: stderr.trim() };
};
const anyPorts = ['--site-port', '0', '--gateway-port', '0'];
const create = (socket: TestSocket) =>
  socket.ask({
    action: 'createSession',
    requestId: crypto.randomUUID(),
    clientId: crypto.randomUUID(),
    connectionNumber: 1,
    sourceLanguage: 'en',
  });

describe('a wrong flag', () => {
  // Every wrong value is in test/unit/infra/flags.test.ts; here: that each kind ends the start as it should.
  it.each([
    [['--site-port', 'x'], '--site-port must be a whole number from 0 to 65535, not "x".'],
    [['--data', 'x', '--memory'], 'Choose one of --data and --memory'],
    [['--no-such-flag'], "Unknown option '--no-such-flag'."],
  ])('%j ends the start with one sentence and exit code 1', async (flags, sentence) => {
    const { exitCode, stdout, stderr } = await ending(flags);
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr.split('\n')).toHaveLength(1);
  });
});

describe('a start', () => {
  it('says on which ports everything is, and the page is told', async () => {
    const stack = await started(['--languages', 'en,de-CH']);
    expect(stack.output()).toMatch(
      /^podium ready site=http:\/\/localhost:\d+ gateway=ws:\/\/localhost:\d+\/prod\n/,
    );
    const config: unknown = await (await fetch(`${stack.site}/config.json`)).json();
    expect(config).toEqual({
      webSocketUrl: stack.gateway,
      languages: ['en', 'de-CH'],
      listeners: 'anyone',
      signIn: {
        authority: 'https://sign-in.podium.localhost',
        metadataUrl: `${stack.site}/sign-in/.well-known/openid-configuration`,
        clientId: 'podium-page',
        scope: 'openid profile',
      },
    });
  });

  it('hands its flags to the Lambdas and to the gateway', async () => {
    const stack = await started([
      ...['--lease-ms', '70001', '--session-ms', '80002', '--heartbeat-ms', '3003'],
      ...['--idle-timeout-ms', '700', '--create-limit', '1'],
    ]);
    const socket = await stack.connect('ada');
    const made = await create(socket);
    expect(made).toMatchObject({ type: 'sessionCreated', heartbeatIntervalMs: 3003 });
    expect(Number(made['leaseUntil']) - Number(made['timestamp'])).toBe(70001);
    expect(Number(made['expiresAt']) - Number(made['createdAt'])).toBe(80002);
    expect(await socket.closed).toMatchObject({ code: 1001 });
  });

  it.each(['--site-port', '--gateway-port'])(
    'says what to do where the port of %s is taken',
    async (flag) => {
      const holder = createServer().listen(0, '127.0.0.1');
      await once(holder, 'listening');
      onTestFinished(() => void holder.close());
      const port = portOf(holder);
      const { exitCode, stderr } = await ending([...anyPorts, '--memory', flag, String(port)]);
      expect(exitCode).toBe(1);
      expect(stderr).toBe(
        `Port ${port} cannot be used (it is in use): stop what runs there, or choose another with ${flag}.`,
      );
    },
  );

  it('says what to do where the data folder is damaged', async () => {
    const data = folder();
    const stack = await started(['--data', data]);
    await stack.stop();
    for (const entry of readdirSync(data, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), 'nonsense '.repeat(1_000));
    const { exitCode, stderr } = await ending([...anyPorts, '--data', data]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^The data folder .+: move it away to start with an empty one, or choose .+\.$/);
  });

  it.runIf(isEngineAvailable('dynoxide'))('runs on the other engine', async () => {
    const stack = await started(['--engine', 'dynoxide']);
    expect(await create(await stack.connect('ada'))).toMatchObject({ type: 'sessionCreated' });
  });
});

describe('a stack', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('ends within 2 s of %s, with sockets open', async (signal) => {
    const stack = runStack([...anyPorts, '--memory']);
    await stack.readyLine();
    const startedAt = performance.now();
    expect(await stack.end(signal)).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('closes its sockets with 1001 when it is stopped', async () => {
    const stack = await started();
    const socket = await stack.connect('ada');
    const { exitCode, tookMs } = await stack.stop();
    expect(await socket.closed).toMatchObject({ code: 1001 });
    expect({ exitCode, inTime: tookMs < 2_000 }).toEqual({ exitCode: 0, inTime: true });
  });

  it('survives a handshake without a token right behind another request on one connection', async () => {
    const stack = await started();
    const socket = connectTcp(Number(new URL(stack.gateway).port), '127.0.0.1');
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n';
    socket.write(
      'GET /_local/items HTTP/1.1\r\nHost: localhost\r\n\r\n' +
        `GET /prod HTTP/1.1\r\nHost: localhost\r\n${upgrade}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
    );
    await text(socket);
    expect(await create(await stack.connect('ada'))).toMatchObject({ type: 'sessionCreated' });
  });

  it('has every acknowledged session after a restart', async () => {
    const data = folder();
    const first = await started(['--data', data]);
    const { sessionId } = await create(await first.connect('ada'));
    await first.stop();
    const second = await started(['--data', data]);
    expect(JSON.stringify(await second.items())).toContain(sessionId);
  });

  it('has every acknowledged session after a kill -9 among many writes', async () => {
    const data = folder();
    const first = await started(['--data', data]);
    const names = Array.from({ length: 20 }, (_, index) => `speaker-${index}`);
    const acknowledged = new Set<unknown>();
    const half = Promise.withResolvers<unknown>();
    for (const name of names)
      void (async () => {
        const { sessionId } = await create(await first.connect(name));
        if (acknowledged.add(sessionId).size === names.length / 2) half.resolve(undefined);
        // The rest is cut off by the kill.
      })().catch(() => undefined);
    await half.promise;
    await first.kill();
    const second = await started(['--data', data]);
    const stored = new Set((await second.items()).map((item) => item['si']));
    expect([...acknowledged].filter((sessionId) => !stored.has(sessionId))).toEqual([]);
  });
});

describe('the faults of a running stack', () => {
  it('are added, shown and cleared, and wrong ones are refused with a sentence', async () => {
    const stack = await started();
    const url = `${stack.gateway.replace(/^ws/, 'http').replace('/prod', '')}/_local/faults`;
    const post = async (body: string) => {
      const response = await fetch(url, { method: 'POST', body });
      return [response.status, await response.json()] as [number, { message?: string }];
    };
    const all = {
      closeAfterReplyMs: 5,
      dropReplies: 2,
      delayRepliesMs: 10,
      loseDisconnect: true,
      delayDisconnectMs: 10,
      duplicateDisconnect: true,
      databaseErrors: { count: 3, applied: true },
    };
    for (const [name, value] of Object.entries(all))
      expect(await post(JSON.stringify({ [name]: value }))).toMatchObject([200, { [name]: value }]);
    expect(await (await fetch(url)).json()).toEqual(all);
    for (const wrong of [
      '{',
      '[]',
      'null',
      '{"closeAfterReplyMs":-1}',
      '{"dropReplies":1.5}',
      '{"delayRepliesMs":"10"}',
      '{"delayRepliesMs":2147483648}',
      '{"loseDisconnect":1}',
      '{"databaseErrors":{"count":1}}',
      '{"databaseErrors":{"count":1,"applied":true,"more":1}}',
      '{"unknown":1}',
    ])
      expect(await post(wrong)).toEqual([400, { message: expect.stringMatching(/^The .+\.$/) as string }]);
    expect(await (await fetch(url)).json()).toEqual(all);
    await stack.clearFaults();
    expect(await (await fetch(url)).json()).toEqual({});
  });

  it('reach the database: a write that failed and was applied is found by its retry', async () => {
    const stack = await started();
    const socket = await stack.connect('ada');
    await stack.faults({ databaseErrors: { count: 1, applied: true } });
    expect(await create(socket)).toMatchObject({ type: 'sessionCreated' });
    expect(await stack.faults({})).toEqual({});
  });

  it('leave the list of open connections true', async () => {
    const stack = await started();
    const first = await stack.connect('ada');
    await stack.connect('grace');
    const names = async () => (await stack.connections()).map(({ speaker }) => speaker).sort();
    expect(await names()).toEqual(['ada', 'grace']);
    first.close();
    await first.closed;
    expect(await names()).toEqual(['grace']);
  });
});
