// What a watch says of looks that fail, of items that cannot be read, and of the end of what it watches.
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import { decideCreate } from '../../../lambdas/session/create.ts';
import { DatabaseUnavailable } from '../../../lambdas/store/database.ts';
import { createOperatorStore } from '../../../lambdas/store/operator-store.ts';
import { speakerKey, toAttributes } from '../../../lambdas/store/items.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import type { SessionId } from '../../../lambdas/protocol/units.ts';
import { list } from '../../../scripts/sessions/list.ts';
import { openPlace } from '../../../scripts/sessions/place.ts';
import { watch } from '../../../scripts/sessions/watch.ts';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { portOf } from '../../../infra/local/ports.ts';
import { createMessage, makeName, newPage, START, terms } from '../../support/speaker.ts';

const page = newPage();
const made = decideCreate(undefined, createMessage(page), page.caller, terms, START, makeName());
if (made.kind !== 'commit') throw new Error('no session');
const session = made.next;

const mock = mockClient(DynamoDBClient);
beforeEach(() => void mock.reset());
const client = new DynamoDBClient({ region: 'us-east-1' });
const store = createOperatorStore({ client, tableName: 'T' });
const at = { gatewayPort: 3001 };

function screen() {
  const [said, remarks]: [string[], string[]] = [[], []];
  const io = {
    say: (text: string) => void said.push(text),
    remark: (text: string) => void remarks.push(text),
    status: () => undefined,
    clearStatus: () => undefined,
  };
  return { said, remarks, io };
}

class Enough extends Error {}
const looks = (count: number) => {
  let left = count;
  return async () => {
    left -= 1;
    if (left < 0) throw new Enough();
  };
};
const placeOf = (findSpeaker: () => Promise<SpeakerItem | undefined>) => ({
  name: 'the local stack',
  database: client,
  tableName: 'T',
  sessions: { ...store, findSession: async () => session, findSpeaker },
});
const one = { at, json: false, sessionId: session.sessionId };

describe('a watch', () => {
  test('says what goes wrong when it begins and changes, and when it is over', async () => {
    const [timeOut, busy] = [new DatabaseUnavailable('TimeoutError'), new DatabaseUnavailable('Throttling')];
    const answers = [timeOut, timeOut, busy, session, session];
    const { io, remarks } = screen();
    const place = placeOf(async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    });
    await expect(watch(place, one, io, looks(5))).rejects.toThrow(Enough);
    expect(remarks).toEqual([
      expect.stringContaining('TimeoutError'),
      expect.stringContaining('Throttling'),
      'The table answers again.',
    ]);
  });

  test.each(['CredentialsProviderError', 'ExpiredTokenException', 'ResourceNotFoundException'])(
    'ends where nothing but a person can help: %s',
    async (name) => {
      const error = Object.assign(new Error('no'), { name });
      const place = placeOf(() => Promise.reject(error));
      await expect(watch(place, one, screen().io, looks(5))).rejects.toBe(error);
    },
  );

  test('tells a session that is gone from one that a newer one replaced', async () => {
    const gone = screen();
    await watch(
      placeOf(async () => undefined),
      one,
      gone.io,
      looks(5),
    );
    expect(gone.remarks).toEqual([
      `${session.sessionId} is over: nothing is stored of its speaker any more.`,
    ]);
    const newer = screen();
    const next = { ...session, sessionId: 'other-name-1000' as SessionId };
    await watch(
      placeOf(async () => next),
      one,
      newer.io,
      looks(5),
    );
    expect(newer.remarks).toEqual([
      `${session.sessionId} is over: its speaker has a newer session, other-name-1000.`,
    ]);
  });
});

describe('an item that cannot be read', () => {
  beforeEach(() => {
    const readable = { ...toAttributes(session), ...speakerKey(session.speakerId) };
    mock
      .on(ScanCommand)
      .resolves({ Items: [{ pk: { S: 'SPEAKER#odd' }, sv: { N: '9' } }, readable], $metadata: {} });
  });

  test('does not take the list down, and is named', async () => {
    const { io, remarks, said } = screen();
    const place = placeOf(async () => undefined);
    await list(place, { at, json: true, statuses: ['live', 'expired'] }, io);
    expect(JSON.parse(said.join(''))).toMatchObject([{ sessionId: session.sessionId }]);
    expect(remarks).toEqual(['1 of the items cannot be read and is left out: SPEAKER#odd.']);
  });

  test('does not take a watch down, and is named once', async () => {
    const { io, remarks } = screen();
    const all = { at, json: false, sessionId: undefined };
    await expect(
      watch(
        placeOf(async () => undefined),
        all,
        io,
        looks(3),
      ),
    ).rejects.toThrow(Enough);
    expect(remarks).toEqual(['1 of the items cannot be read and is left out: SPEAKER#odd.']);
  });
});

test('a port where something else answers is told so in the sentence of a port where nothing does', async () => {
  const other = createServer((_, response) => response.end('<html>'));
  await once(other.listen(0, 'localhost'), 'listening');
  try {
    await expect(openPlace({ gatewayPort: portOf(other) })).rejects.toThrow(/^No local stack answers at /);
  } finally {
    other.close();
  }
});
