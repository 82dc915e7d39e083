// What operators see of sessions, and do to them, with `npm run sessions` against the local stack.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isEngineAvailable, engineNames } from '../../infra/local/database.ts';
import { portOf } from '../../infra/local/ports.ts';
import { atStack, runSessions, startSessions } from '../support/operator.ts';
import {
  listenerOptions,
  openSocket,
  speakerOptions,
  type Message,
  type TestSocket,
} from '../support/socket.ts';
import { startStack, type StackUnderTest } from '../support/stack.ts';

let stack: StackUnderTest;
let sockets: TestSocket[] = [];

const newSpeaker = () => `speaker-${crypto.randomUUID().slice(0, 8)}`;

async function onAir(speaker = newSpeaker(), clientId = crypto.randomUUID(), connectionNumber = 1) {
  const socket = await openSocket(stack.gateway, speakerOptions(await stack.token(speaker), stack.site));
  sockets.push(socket);
  const ask = (action: string, fields: Message = {}) =>
    socket.ask({ action, requestId: crypto.randomUUID(), clientId, connectionNumber, ...fields });
  const created =
    connectionNumber === 1
      ? await ask('createSession', { sourceLanguage: 'en', qualityTier: 'standard' })
      : await ask('resumeSession');
  return { speaker, clientId, socket, ask, sessionId: String(created['sessionId']), epoch: created['epoch'] };
}

const sessions = (...args: string[]) => runSessions([...args, ...atStack(stack)]);
const json = async (...args: string[]): Promise<unknown> => {
  const { exitCode, stderr, stdout } = await sessions(...args, '--json');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout);
};

describe.each(engineNames.filter(isEngineAvailable))('an operator of a stack on %s', (engine) => {
  beforeAll(async () => {
    stack = await startStack(['--engine', engine]);
  });
  afterEach(() => {
    sockets.forEach((socket) => socket.close());
    sockets = [];
  });
  afterAll(() => stack.stop());

  test('lists what is on the air, and by status what is over', async () => {
    const on = await onAir();
    const over = await onAir();
    await over.ask('endSession', { sessionId: over.sessionId, epoch: 1 });
    const listed = (await json('list')) as Message[];
    expect(listed.find(({ sessionId }) => sessionId === on.sessionId)).toMatchObject({
      speakerId: on.speaker,
      status: 'live',
      epoch: 1,
      settings: { sourceLanguage: 'en', qualityTier: 'standard', volume: 75 },
      owner: { clientId: on.clientId, connectionNumber: 1 },
      connections: [{ epoch: 1 }],
    });
    expect(listed.map(({ sessionId }) => sessionId)).not.toContain(over.sessionId);
    expect(await json('list', '--status', 'ended')).toMatchObject([
      { sessionId: over.sessionId, endReason: 'requested' },
    ]);
    const { stdout } = await sessions('list', '--all');
    expect(stdout).toMatch(/^SESSION +STATUS +SPEAKER +LANGUAGE +AGE +LEASE LEFT +EPOCH\n/);
    expect(stdout).toMatch(
      new RegExp(`^${on.sessionId} +live +${on.speaker} +en +\\d+ s +\\d min \\d+ s +1$`, 'm'),
    );
    expect(stdout).toMatch(new RegExp(`^${over.sessionId} +ended +${over.speaker} `, 'm'));
    // No colours where no terminal is.
    expect(stdout).not.toContain('\u001b');
  });

  test('shows one session by its name', async () => {
    const { sessionId, speaker } = await onAir();
    expect(await json('show', sessionId)).toMatchObject({ sessionId, speakerId: speaker, status: 'live' });
    const { stdout } = await sessions('show', sessionId);
    expect(stdout).toMatch(/^Status +live, the lease runs for \d min \d+ s$/m);
    expect(stdout).toMatch(/^1 +\S+ \S+Z +\d+ s +not closed/m);
  });

  test('watches a session being interrupted, coming back and ending, and leaves with Ctrl-C', async () => {
    const first = await onAir();
    const watching = startSessions(['watch', first.sessionId, '--json', ...atStack(stack)]);
    expect(JSON.parse(await watching.line('"seen"'))).toMatchObject({
      sessionId: first.sessionId,
      speakerId: first.speaker,
      change: { kind: 'seen', status: 'live' },
    });
    first.socket.terminate();
    expect(JSON.parse(await watching.line('"closed"'))).toMatchObject({
      epoch: 1,
      change: { kind: 'closed', by: 'network', code: 1006 },
    });
    await watching.line('"interrupted"');
    const back = await onAir(first.speaker, first.clientId, 2);
    expect(JSON.parse(await watching.line('"resumed"'))).toMatchObject({ epoch: 2 });
    await back.ask('endSession', { sessionId: first.sessionId, epoch: 2 });
    expect(JSON.parse(await watching.line('"ended"'))).toMatchObject({ change: { reason: 'requested' } });
    watching.kill('SIGINT');
    expect(await watching.ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('watches all sessions, those that begin meanwhile, too', async () => {
    const watching = startSessions(['watch', ...atStack(stack)]);
    const before = await onAir();
    // Seen at the first look or created after it, whichever was first.
    await watching.line(before.sessionId);
    const { sessionId, speaker } = await onAir();
    expect(await watching.line(sessionId)).toMatch(
      new RegExp(
        `^\\d\\d:\\d\\d:\\d\\dZ {2}${sessionId} {2}created: en, standard, volume 75 {2}${speaker}, epoch 1$`,
      ),
    );
    watching.kill('SIGINT');
    expect((await watching.ended).exitCode).toBe(0);
  });

  test('ends a session: its page is told who did it and cut off, and its speaker may begin anew', async () => {
    const { sessionId, socket, speaker } = await onAir();
    const { exitCode, stdout } = await sessions('end', sessionId, '--reason', 'Wrong hall');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `${sessionId} is ended: its page was told, and the connection is closed. Its speaker may start a new session.\n`,
    });
    expect(await socket.closed).toMatchObject({ code: 1000 });
    expect(socket.received.at(-1)).toMatchObject({ type: 'sessionEnded', sessionId, reason: 'operator' });
    expect(socket.received.at(-1)).not.toHaveProperty('requestId');
    expect(await json('show', sessionId)).toMatchObject({ status: 'ended', endReason: 'operator' });
    // Until the gateway has told of the closing, a second end makes sure of it.
    await expect
      .poll(() => json('end', sessionId), { timeout: 10_000 })
      .toEqual({ sessionId, result: 'alreadyEnded', reason: 'operator' });
    expect(await json('history', sessionId)).toMatchObject({ notes: [{ reason: 'Wrong hall' }] });
    expect((await onAir(speaker)).sessionId).not.toBe(sessionId);
  });

  test('ends a session, and those who listen are told who did it', async () => {
    const { sessionId } = await onAir();
    const listening = await openSocket(stack.gateway, listenerOptions(sessionId, stack.site));
    sockets.push(listening);
    await listening.ask({ action: 'joinSession', requestId: crypto.randomUUID(), sessionId });
    const { exitCode, stdout } = await sessions('end', sessionId);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `${sessionId} is ended: its page was told, and the connection is closed. One who listens was told, too. Its speaker may start a new session.\n`,
    });
    expect(await listening.next(({ type }) => type === 'sessionEnded')).toMatchObject({
      sessionId,
      reason: 'operator',
    });
  });

  test('ends a session whose page is away, which learns it when it comes back', async () => {
    const { clientId, sessionId, socket, speaker } = await onAir();
    socket.terminate();
    await expect
      .poll(async () => (await json('show', sessionId)) as Message, { timeout: 10_000 })
      .toMatchObject({ status: 'interrupted' });
    expect(await json('end', sessionId)).toEqual({
      sessionId,
      result: 'ended',
      told: 'notConnected',
      closed: 'notConnected',
      listeners: 0,
    });
    const again = await openSocket(stack.gateway, speakerOptions(await stack.token(speaker), stack.site));
    sockets.push(again);
    const fields = { clientId, connectionNumber: 2, sessionId };
    expect(
      await again.ask({ action: 'resumeSession', requestId: crypto.randomUUID(), ...fields }),
    ).toMatchObject({ code: 'SESSION_ENDED', reason: 'operator' });
  });

  test('is told the history of a session', async () => {
    const first = await onAir();
    first.socket.terminate();
    await expect
      .poll(() => json('show', first.sessionId), { timeout: 10_000 })
      .toMatchObject({ status: 'interrupted' });
    const back = await onAir(first.speaker, first.clientId, 2);
    await back.ask('updateSession', { sessionId: first.sessionId, epoch: 2, change: 1, paused: true });
    const connections = [{ epoch: 2 }, { epoch: 1, closed: { code: 1006, by: 'network' } }];
    if (engine === 'dynalite') {
      const remembered = await json('history', first.sessionId);
      expect(remembered).toMatchObject({ source: 'item', connections, changes: [], notes: [] });
      const { stderr, stdout } = await sessions('history', first.sessionId);
      expect(stdout).toMatch(/^1 +\S+ \S+Z +\d+ s +the network +1006 /m);
      expect(stderr).toContain('This stack keeps no history, since dynalite has no streams');
      return;
    }
    // The stream is read a moment later, as on AWS.
    await expect
      .poll(() => json('history', first.sessionId), { timeout: 10_000 })
      .toMatchObject({
        source: 'history',
        connections,
        changes: [
          { epoch: 1, change: { kind: 'created' } },
          { epoch: 1, change: { kind: 'closed' } },
          { epoch: 1, change: { kind: 'interrupted' } },
          { epoch: 2, change: { kind: 'resumed' } },
          { epoch: 2, change: { kind: 'updated', settings: { paused: true } } },
        ],
      });
    const { stderr, stdout } = await sessions('history', first.sessionId);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^\S+ \S+Z +2 +set: paused$/m);
    expect(JSON.stringify(await json('history', first.sessionId))).not.toContain(first.speaker);
  });

  test.runIf(engine === 'dynoxide')(
    'has the history also of a session that a newer one has replaced',
    async () => {
      const first = await onAir();
      await first.ask('endSession', { sessionId: first.sessionId, epoch: 1 });
      await onAir(first.speaker, first.clientId);
      await expect
        .poll(async () => (await sessions('history', first.sessionId)).stdout, { timeout: 10_000 })
        .toContain('ended by its speaker');
      expect((await sessions('show', first.sessionId)).exitCode).toBe(1);
    },
  );

  test('is told in one sentence that a session is not there', async () => {
    for (const command of ['show', 'watch', 'history', 'end']) {
      const { exitCode, stderr, stdout } = await sessions(command, 'nobody-nowhere-1000');
      expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
      expect(stderr).toMatch(/^[^\n]*nobody-nowhere-1000[^\n]*\.\n$/);
    }
  });

  describe('of a stage finds it in the outputs of its stack', () => {
    const XML = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';
    const cloudFormation = createServer((_, response) => {
      void answer().then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'text/xml' }).end(body),
      );
    });
    let answer: () => Promise<{ status: number; body: string }>;
    beforeAll(async () => {
      await once(cloudFormation.listen(0, '127.0.0.1'), 'listening');
    });
    afterAll(() => void cloudFormation.close());

    const outputs = async () => {
      const address = `${stack.gateway.replace(/^ws/, 'http').replace(/\/prod$/, '')}/_local/outputs`;
      return (await (await fetch(address)).json()) as Record<string, string>;
    };
    const onStage = async (...args: string[]) =>
      runSessions([...args, '--stage', 'dev'], {
        AWS_REGION: 'us-east-1',
        AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${portOf(cloudFormation)}`,
        AWS_ENDPOINT_URL_DYNAMODB: (await outputs())['DatabaseEndpoint'] ?? '',
      });

    test('and does there what it does here', async () => {
      answer = async () => {
        const members = Object.entries(await outputs()).map(
          ([name, value]) =>
            `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
        );
        const stacks = `<Stacks><member><StackName>Podium-dev</StackName><Outputs>${members.join('')}</Outputs></member></Stacks>`;
        return {
          status: 200,
          body: `<DescribeStacksResponse ${XML}><DescribeStacksResult>${stacks}</DescribeStacksResult></DescribeStacksResponse>`,
        };
      };
      const { sessionId, socket } = await onAir();
      const listed = await onStage('list');
      expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
      expect(listed.stdout).toContain(sessionId);
      expect((await onStage('end', sessionId)).stdout).toContain('its page was told');
      expect((await socket.closed).code).toBe(1000);
    });

    test('and says so where there is none, or one of an older version', async () => {
      const stageless = `<ErrorResponse ${XML}><Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id Podium-dev does not exist</Message></Error></ErrorResponse>`;
      answer = async () => ({ status: 400, body: stageless });
      expect(await onStage('list')).toMatchObject({
        exitCode: 1,
        stderr: expect.stringMatching(
          /^There is no stage dev in this account and region: [^\n]*\n$/,
        ) as unknown,
      });
      const empty = '<Stacks><member><StackName>Podium-dev</StackName></member></Stacks>';
      answer = async () => ({
        status: 200,
        body: `<DescribeStacksResponse ${XML}><DescribeStacksResult>${empty}</DescribeStacksResult></DescribeStacksResponse>`,
      });
      expect((await onStage('list')).stderr).toContain('was deployed by an older version');
    });
  });
});
