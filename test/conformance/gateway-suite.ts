/** What any stage must do, seen from outside: the local stack, or a deployed one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  HandshakeRefused,
  openSocket,
  within,
  type SocketOptions,
  type TestSocket,
} from '../support/socket.ts';

export interface StageUnderTest {
  /** `ws://localhost:3001/prod` */
  readonly url: string;
  /** An origin on the stage's list. */
  readonly origin: string;
  /** A good access token. */
  token(): Promise<string>;
  /** Access tokens with one thing wrong, by what is wrong; a deployed stage can offer few. */
  wrongTokens(): Promise<Readonly<Record<string, string>>>;
  /** How long a connection must stay open after a reply to be believed. */
  readonly staysOpenMs: number;
  stop(): Promise<void>;
}

const KB = 1024;

export function describeStage(name: string, start: () => Promise<StageUnderTest>): void {
  describe(`the stage ${name}`, () => {
    let stage: StageUnderTest;
    let token: string;
    beforeAll(async () => {
      stage = await start();
      token = await stage.token();
    });
    afterAll(() => stage.stop());

    const speaker = (changes: SocketOptions = {}): SocketOptions => ({
      protocols: ['podium.v1', `bearer.${token}`],
      origin: stage.origin,
      ...changes,
    });
    const connect = () => openSocket(stage.url, speaker());
    const refusal = (options: SocketOptions, url = stage.url) =>
      openSocket(url, options).then(
        (socket) => {
          socket.terminate();
          return 'accepted';
        },
        (error: unknown) => (error instanceof HandshakeRefused ? error.status : error),
      );
    /** A message that every stage answers with an error: its answer shows that the connection is usable. */
    const askAnything = async (socket: TestSocket) => {
      socket.send({ action: 'noSuchAction', requestId: crypto.randomUUID() });
      return socket.next();
    };

    it('selects podium.v1 and nothing of the token', async () => {
      const socket = await connect();
      expect(socket.protocol).toBe('podium.v1');
      socket.close();
    });

    it('finds the subprotocol header however it is written', async () => {
      const headers = { 'SEC-websocket-PROTOCOL': `podium.v1, bearer.${token}` };
      const socket = await openSocket(stage.url, { origin: stage.origin, headers });
      expect(socket.protocol).toBe('podium.v1');
      socket.close();
    });

    it('refuses a handshake without a subprotocol with 401', async () => {
      expect(await refusal({ origin: stage.origin })).toBe(401);
    });

    it('refuses a handshake without a token with 401', async () => {
      expect(await refusal(speaker({ protocols: ['podium.v1'] }))).toBe(401);
    });

    it('refuses two tokens with 401', async () => {
      const protocols = ['podium.v1', `bearer.${token}`, `bearer.${token}`];
      expect(await refusal(speaker({ protocols }))).toBe(401);
    });

    it('refuses a token without podium.v1 beside it with 401', async () => {
      expect(await refusal(speaker({ protocols: [`bearer.${token}`] }))).toBe(401);
    });

    it('refuses a token in the query string with 401', async () => {
      expect(await refusal({ origin: stage.origin }, `${stage.url}?token=${token}`)).toBe(401);
    });

    it('refuses every wrong token with 401', async () => {
      const outcomes: Record<string, unknown> = {};
      const wrong = { ...(await stage.wrongTokens()), nonsense: 'nonsense' };
      for (const [what, wrongToken] of Object.entries(wrong))
        outcomes[what] = await refusal(speaker({ protocols: ['podium.v1', `bearer.${wrongToken}`] }));
      expect(outcomes).toEqual(Object.fromEntries(Object.keys(wrong).map((what) => [what, 401])));
    });

    it('judges a token of 7 KiB as it judges a short one: 401', async () => {
      const long = 'x'.repeat(7 * KB);
      expect(await refusal(speaker({ protocols: ['podium.v1', `bearer.${long}`] }))).toBe(401);
    });

    it('refuses every origin but its own with 403', async () => {
      const { protocol, hostname, port, host } = new URL(stage.origin);
      const wrong = [
        'null',
        `${stage.origin}.evil.example`,
        `https://evil.example/${host}`,
        `${protocol}//evil-${host}`,
        `${protocol}//${hostname}:${Number(port || 443) + 1}`,
        `${protocol === 'http:' ? 'https:' : 'http:'}//${host}`,
        stage.origin.toUpperCase(),
        `${stage.origin}/`,
      ];
      const outcomes = await Promise.all(
        wrong.map(async (origin) => [origin, await refusal(speaker({ origin }))]),
      );
      expect(outcomes).toEqual(wrong.map((origin) => [origin, 403]));
      expect(await refusal({ protocols: ['podium.v1', `bearer.${token}`] })).toBe(403);
    });

    it('knows no other stage: 403', async ({ skip }) => {
      if (new URL(stage.url).pathname === '/') skip('a domain of its own names no stage');
      expect(await refusal(speaker(), stage.url.replace(/[^/]+$/, 'no-such-stage'))).toBe(403);
    });

    it('refuses an unsigned call to @connections with 403 and the name of the error', async () => {
      const url = `${stage.url.replace(/^ws/, 'http')}/@connections/nobody`;
      const response = await fetch(url, { method: 'POST', body: 'hello' });
      expect(response.status).toBe(403);
      expect(response.headers.get('x-amzn-errortype')).toMatch(/Exception$/);
    });

    it('keeps the socket open after a reply', async () => {
      const socket = await connect();
      await askAnything(socket);
      await expect(within(socket.closed, stage.staysOpenMs, () => 'still open')).rejects.toThrow(
        'still open',
      );
      expect(await askAnything(socket)).toBeDefined();
      socket.close();
    });

    it('answers what it cannot route, and keeps the connection usable', async () => {
      const socket = await connect();
      for (const text of ['{', '[]', 'null', '"x"', '', '{"action":7}', '{"action":"$connect"}']) {
        socket.send(text);
        // Anything else, such as `Forbidden`, would be the gateway's own voice.
        expect([text, await socket.next()]).toMatchObject([text, { type: 'error' }]);
      }
      expect(await askAnything(socket)).toBeDefined();
      socket.close();
    });

    it('closes with 1003 on a binary frame', async () => {
      const socket = await connect();
      socket.webSocket.send(Buffer.from('{}'), { binary: true });
      expect(await socket.closed).toMatchObject({ code: 1003 });
    });

    it('takes a frame of 32 KB, and closes with 1009 on one that is a byte longer', async () => {
      const socket = await connect();
      socket.send('x'.repeat(32 * KB));
      await socket.next();
      socket.send('x'.repeat(32 * KB + 1));
      expect(await socket.closed).toMatchObject({ code: 1009 });
    });

    it('takes a message of 128 KB in four frames, and closes with 1009 on one that is a byte longer', async () => {
      const socket = await connect();
      sendInFrames(socket, 'x'.repeat(128 * KB));
      await socket.next();
      sendInFrames(socket, 'x'.repeat(128 * KB + 1));
      expect(await socket.closed).toMatchObject({ code: 1009 });
    });
  });
}

/** One message, in frames of at most 32 KB. */
export function sendInFrames({ webSocket }: TestSocket, text: string): void {
  for (let at = 0; at < text.length; at += 32 * KB)
    webSocket.send(text.slice(at, at + 32 * KB), { fin: at + 32 * KB >= text.length });
}
