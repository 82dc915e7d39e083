// An end that breaks half-way, and one that may not do all of it.
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portOf } from '../../../infra/local/ports.ts';
import {
  createConnections,
  type Connections,
  type Delivery,
} from '../../../lambdas/connections/connections.ts';
import type { Distribution } from '../../../lambdas/distribution/distribution.ts';
import { epochMs } from '../../../lambdas/protocol/units.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import type { OperatorNote } from '../../../lambdas/store/history-store.ts';
import { DatabaseUnavailable } from '../../../lambdas/store/database.ts';
import { end } from '../../../scripts/sessions/end.ts';
import { createMessage, makeName, newPage, START, terms } from '../../support/speaker.ts';

const page = newPage();
const made = decideCreate(undefined, createMessage(page), page.caller, terms, START, makeName());
if (made.kind !== 'commit') throw new Error('no session');
const live = made.next;
const ended: SpeakerItem = { ...live, status: 'ended', endReason: 'operator' };
const closedFact = { at: epochMs(START + 1), code: 1000, by: 'server' } as const;
const endedAndClosed = {
  ...ended,
  connections: ended.connections.map((fact) => ({ ...fact, closed: closedFact })),
};

interface Circumstances {
  readonly seen?: SpeakerItem;
  readonly told?: Delivery;
  readonly closed?: Delivery;
  readonly connections?: Connections;
  readonly keepNote?: () => Promise<void>;
  /** What becomes of the word to those who listen. */
  readonly publish?: Distribution['publish'];
  readonly reason?: string;
}

const nobody = { listenerCount: 0, gone: 0, cut: 0 };

async function run(circumstances: Circumstances) {
  const { seen = live, told, closed, connections, keepNote, reason } = circumstances;
  const { publish = async () => nobody } = circumstances;
  const [said, remarks, did]: [string[], string[], string[]] = [[], [], []];
  const notes: OperatorNote[] = [];
  const place = {
    name: 'the local stack',
    sessions: {
      findSession: async () => seen,
      findSpeaker: async () => seen,
      endSession: async () =>
        seen.status === 'ended'
          ? ({ kind: 'ignore', item: seen } as const)
          : ({
              kind: 'commit',
              before: seen,
              next: { ...seen, status: 'ended', endReason: 'operator' },
            } as const),
    },
    connections: connections ?? {
      push: async () => (did.push('push'), told ?? { kind: 'delivered' as const }),
      close: async () => (did.push('close'), closed ?? { kind: 'delivered' as const }),
    },
    distribution: { publish },
    history: {
      keepChange: async () => undefined,
      keepNote: keepNote ?? (async (note: OperatorNote) => void notes.push(note)),
    },
  };
  const io = {
    say: (text: string) => void said.push(text),
    remark: (text: string) => void remarks.push(text),
    status: () => undefined,
    clearStatus: () => undefined,
  };
  const asked = { at: { gatewayPort: 3001 }, json: true, sessionId: seen.sessionId, reason };
  const failure: unknown = await end(place, asked, io).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { said: said.map((text) => JSON.parse(text) as unknown), remarks, notes, did, failure };
}

const sessionId = live.sessionId;

describe('an end', () => {
  test('tells that the session is ended where the reason cannot be kept, and fails', async () => {
    const keepNote = () => Promise.reject(new DatabaseUnavailable('TimeoutError'));
    const { failure, said } = await run({ reason: 'Wrong hall', keepNote });
    expect(said).toEqual([
      { sessionId, result: 'ended', told: 'delivered', closed: 'delivered', listeners: 0 },
    ]);
    expect(failure).toMatchObject({
      message: expect.stringMatching(/^The session is ended, but the reason was not kept/) as unknown,
    });
  });

  test('run again tells, closes and notes again, while the connection is not known to be closed', async () => {
    const gone = { kind: 'gone' } as const;
    const { did, notes, said } = await run({ seen: ended, reason: 'Wrong hall', told: gone });
    expect(did).toEqual(['push']);
    expect(said).toEqual([{ sessionId, result: 'ended', told: 'gone', closed: 'gone', listeners: 0 }]);
    expect(notes).toMatchObject([{ sessionId, reason: 'Wrong hall' }]);
    expect((await run({ seen: ended })).did).toEqual(['push', 'close']);
  });

  test('run again after the connection closed has only a reason to keep', async () => {
    const { did, notes, said } = await run({ seen: endedAndClosed, reason: 'Wrong hall' });
    expect(did).toEqual([]);
    expect(said).toEqual([{ sessionId, result: 'alreadyEnded', reason: 'operator' }]);
    expect(notes).toHaveLength(1);
  });

  test('of what its speaker ended touches nothing', async () => {
    const { did, notes, said } = await run({ seen: { ...ended, endReason: 'requested' }, reason: 'Late' });
    expect([did, notes]).toEqual([[], []]);
    expect(said).toEqual([{ sessionId, result: 'alreadyEnded', reason: 'requested' }]);
  });

  test('does not claim a close that failed', async () => {
    const { remarks, said } = await run({ closed: { kind: 'failed', error: 'TimeoutError' } });
    expect(said).toEqual([{ sessionId, result: 'ended', told: 'delivered', closed: 'failed', listeners: 0 }]);
    expect(remarks).toEqual([`${sessionId}: closing its connection failed (TimeoutError).`]);
  });

  test('is told to those who listen, as an operator’s, and says how many have it', async () => {
    const published: unknown[] = [];
    const publish: Distribution['publish'] = async (to, message) => {
      published.push([to, message(9)]);
      return { listenerCount: 9, gone: 2, cut: 1 };
    };
    const { remarks, said } = await run({ publish });
    const message = { type: 'sessionEnded', sessionId, reason: 'operator' };
    expect(published).toMatchObject([[sessionId, message]]);
    expect(said).toMatchObject([{ result: 'ended', listeners: 6 }]);
    expect(remarks).toEqual([`${sessionId}: 1 of those who listen could not be told.`]);
  });

  test('is told to those who listen once more where it is run again, and by nobody where the speaker ended it', async () => {
    let published = 0;
    const publish = async () => ((published += 1), nobody);
    await run({ publish, seen: endedAndClosed });
    expect(published).toBe(1);
    await run({ publish, seen: { ...ended, endReason: 'requested' } });
    expect(published).toBe(1);
  });

  test('stands where nobody knows who listens', async () => {
    const publish = () => Promise.reject(new DatabaseUnavailable('TimeoutError'));
    const { failure, remarks, said } = await run({ publish });
    expect(failure).toBeUndefined();
    expect(said).toEqual([{ sessionId, result: 'ended', told: 'delivered', closed: 'delivered' }]);
    expect(remarks).toEqual([expect.stringContaining('telling those who listen failed')]);
  });

  describe('that the gateway does not allow', () => {
    const gateway = createServer((_, response) => {
      const headers = { 'x-amzn-errortype': 'ForbiddenException', 'content-type': 'application/json' };
      response.writeHead(403, headers).end('{"message":"Forbidden"}');
    });
    beforeAll(async () => {
      await once(gateway.listen(0, '127.0.0.1'), 'listening');
    });
    afterAll(() => void gateway.close());

    test('names what was denied', async () => {
      const client = new ApiGatewayManagementApiClient({
        endpoint: `http://127.0.0.1:${portOf(gateway)}`,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      });
      const { remarks, said } = await run({ connections: createConnections(client) });
      expect(said).toEqual([{ sessionId, result: 'ended', told: 'failed', closed: 'failed', listeners: 0 }]);
      expect(remarks).toEqual([
        `${sessionId}: telling its page failed (ForbiddenException).`,
        `${sessionId}: closing its connection failed (ForbiddenException).`,
      ]);
    });
  });
});
