// What Podium is held against: a bare `ws` server that says what it is told, and one that makes a conditional write before.
import { ConditionalCheckFailedException, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { startEngine } from '../../../infra/local/database/engine-process.ts';
import { hasStreams, type EngineName } from '../../../infra/local/database/engines.ts';
import { openTable } from '../../../infra/local/database/table.ts';
import { portOf } from '../../../infra/local/ports.ts';
import { databaseClient } from '../../../lambdas/runtime/services.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import { renewedLease, type Caller } from '../../../lambdas/session/terms.ts';
import { speakerKey } from '../../../lambdas/store/items.ts';
import { writeDecided, writeHeartbeat, type Write } from '../../../lambdas/store/writes.ts';
import { epochMs } from '#protocol/units.ts';
import {
  createMessage,
  heartbeatMessage,
  makeName,
  newPage,
  newSpeakerId,
  terms,
} from '../../../test/support/speaker.ts';
import { answerParent } from '../child.ts';
import type { Stage } from '../line.ts';
import { memoryNow, type Memory } from './memory.ts';

export type BareQuestions = {
  /** Writes to an engine of its own where one is named. */
  open: { asks: { writesTo?: EngineName }; answers: Stage };
  memory: { asks: undefined; answers: Memory };
};

const TABLE = 'bare';
const A_DAY_MS = 86_400_000;

answerParent<BareQuestions>({
  async open({ writesTo }) {
    const open = writesTo === undefined ? () => async () => undefined : await writer(writesTo);
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    server.on('connection', (socket) => {
      const write = open();
      socket.on('message', (data: Buffer) => {
        void write().then(
          () => socket.send(data, { binary: false }),
          (error: unknown) => socket.send(refusal(error)),
        );
      });
    });
    await once(server, 'listening');
    return { url: `ws://127.0.0.1:${portOf(server)}`, origin: 'http://localhost' };
  },
  memory: memoryNow,
});

/** What ran into a time limit is asked again, as on Podium; anything else ends the run. */
const refusal = (error: unknown) =>
  JSON.stringify({
    type: 'error',
    code: error instanceof Error && error.name === 'TimeoutError' ? 'UNAVAILABLE' : String(error),
  });

/** The write that a speaker's heartbeat makes, and before it the one that makes its item: the call alone, nothing is read of the answer. */
async function writer(engine: EngineName) {
  const { port } = await startEngine(engine, undefined);
  const endpoint = `http://127.0.0.1:${port}`;
  const table = openTable(endpoint, TABLE, hasStreams(engine));
  await table.create();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  const client = databaseClient();
  const send = ({ speakerId }: Caller, { guard, update }: Write) =>
    client
      .send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key: speakerKey(speakerId),
          UpdateExpression: update.text,
          ConditionExpression: guard.text,
          ExpressionAttributeValues: { ...update.values, ...guard.values },
          ReturnValues: 'ALL_OLD',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      .catch((error: unknown) => {
        // Twice in a millisecond: the lease has not grown.
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      });
  return (): (() => Promise<unknown>) => {
    const { caller, ...page } = newPage(newSpeakerId(), epochMs(Date.now() + A_DAY_MS));
    let session: SpeakerItem | undefined;
    return async () => {
      const now = epochMs(Date.now());
      if (session !== undefined) {
        const until = renewedLease(terms, caller, now);
        await send(caller, writeHeartbeat(heartbeatMessage(session), caller.connectionId, until, now));
        return;
      }
      const decision = decideCreate(
        undefined,
        createMessage({ caller, ...page }),
        caller,
        terms,
        now,
        makeName(),
      );
      if (decision.kind !== 'commit') throw new Error('A speaker without a session may make one.');
      await send(caller, writeDecided(undefined, decision.next));
      session = decision.next;
    };
  };
}
