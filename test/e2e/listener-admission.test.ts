// Who may follow a session at all: how often one may guess its name, and where a listener has to sign in.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { within, type HandshakeRefused, type Message } from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';
import { framesFrom, hears, named, openAudience } from './audience.ts';

describe('where few may join from one network', () => {
  let strict: StackUnderTest;
  const audience = openAudience(() => strict);
  beforeAll(async () => {
    strict = await startStack(['--join-limit', '60']);
  });
  afterAll(async () => {
    audience.hangUp();
    await strict.stop();
  });

  /** Guesses until there are some seconds left of the minute in which no more may be guessed. */
  const guessedOut = async () => {
    const guesser = await audience.follow('no-such-0000');
    const answers: Message[] = [];
    for (;;) {
      const answer = await guesser.join();
      answers.push(answer);
      if (answer['code'] === 'RATE_LIMITED' && Number(answer['retryAfterMs']) > 5_000) return answers;
    }
  };

  test('wrong names are few, and then a right one waits as well, however it asks', async () => {
    const { sessionId } = await audience.onAir();
    const listener = await audience.follow(sessionId);
    expect(await listener.join()).toMatchObject({ type: 'sessionJoined' });
    const stranger = await audience.follow(sessionId);
    const answers = await within(guessedOut(), 30_000, () => 'anybody may guess');
    expect(answers.filter(({ code }) => code === 'SESSION_NOT_FOUND').length).toBeLessThanOrEqual(4);
    const refused = { code: 'RATE_LIMITED', retry: 'afterBackoff' };
    expect(await stranger.join()).toMatchObject(refused);
    // What a join does not tell, nothing else does.
    expect(await stranger.beat()).toMatchObject(refused);
    expect(await (await audience.follow('no-such-0001')).beat()).toMatchObject(refused);
    expect(await listener.beat()).toMatchObject({ type: 'heartbeatAck', listenerCount: 1 });
  });

  test('a wrong name costs the same whether one joins or asks how it is', async () => {
    const guesser = await audience.follow('no-such-0002');
    const guess = async () => {
      for (let guesses = 0; ; guesses += 1)
        if ((await guesser.beat())['code'] === 'RATE_LIMITED') return guesses;
    };
    expect(await within(guess(), 30_000, () => 'anybody may guess')).toBeLessThanOrEqual(4);
  });
});

describe('where listeners sign in', () => {
  let closed: StackUnderTest;
  const audience = openAudience(() => closed);
  beforeAll(async () => {
    closed = await startStack(['--listeners', 'signedIn']);
  });
  afterAll(async () => {
    audience.hangUp();
    await closed.stop();
  });
  const withToken = async (sessionId: string, expiresInSeconds = 3_600) => {
    const token = await closed.token('lena', { expiresInSeconds });
    return { protocols: ['podium.v1', `listen.${sessionId}`, `bearer.${token}`], origin: closed.site };
  };

  test('nobody is let in without a token, or with a wrong one', async () => {
    const { sessionId } = await audience.onAir();
    const wrong = ['podium.v1', `listen.${sessionId}`, 'bearer.nothing'];
    for (const options of [undefined, { protocols: wrong, origin: closed.site }])
      await expect(audience.follow(sessionId, options)).rejects.toMatchObject({
        status: 401,
      } satisfies Partial<HandshakeRefused>);
  });

  test('who has one listens, and is still no speaker', async () => {
    const { owner, created, sessionId } = await audience.onAir();
    const listener = await audience.follow(sessionId, await withToken(sessionId));
    expect(await listener.join()).toMatchObject({ type: 'sessionJoined', listenerCount: 1 });
    await owner.ask('sendFrames', { ...named(created), ...framesFrom(1) });
    await hears(listener.socket, 1);
    const create = { clientId: crypto.randomUUID(), connectionNumber: 1, sourceLanguage: 'en' };
    expect(await listener.ask('createSession', create)).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('and is told when its token runs out, and closed', async () => {
    const { sessionId } = await audience.onAir();
    const listener = await audience.follow(sessionId, await withToken(sessionId, 2));
    await listener.join();
    const ranOut = async () => {
      for (;;) {
        const answer = await listener.beat();
        if (answer['type'] !== 'heartbeatAck') return answer;
      }
    };
    expect(await within(ranOut(), 10_000, () => 'the token never ran out')).toMatchObject({
      code: 'TOKEN_EXPIRED',
      retry: 'withNewToken',
    });
    expect(await listener.socket.closed).toMatchObject({ code: 1000 });
  });
});
