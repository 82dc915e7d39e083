/** An HTTP hop in front of the engine that asks it for the capacity of every call, and enters it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import { portOf } from '../../../infra/local/ports.ts';
import { reservation } from '../../../lambdas/store/items.ts';
import type { Ledger } from './ledger.ts';

export interface MeteredHop {
  readonly endpoint: string;
  /** Writes the item of the next put for somebody else first, past the ledger: a readable name that is taken. */
  readonly takeNextName: () => void;
  stop(): Promise<void>;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html: a failed condition, too. */
const UNITS_OF_A_FAILED_CONDITION = 1;
const call = v.looseObject({ TableName: v.string(), Item: v.optional(v.record(v.string(), v.unknown())) });
const answer = v.object({ ConsumedCapacity: v.object({ CapacityUnits: v.number() }) });
const failedCondition = v.object({
  __type: v.pipe(v.string(), v.endsWith('#ConditionalCheckFailedException')),
});

/** @param aside the table of the history, which nobody waits for */
export async function startMeteredHop(target: string, aside: string, ledger: Ledger): Promise<MeteredHop> {
  let takesNextName = false;

  const forward = async (operation: string, input: object) => {
    const response = await fetch(target, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
        'x-amz-date': '20260101T000000Z',
      },
      body: JSON.stringify(input),
    });
    return { status: response.status, body: await response.text() };
  };

  const answered = async (operation: string, body: string, ended: () => void) => {
    const input = v.parse(call, JSON.parse(body));
    if (takesNextName && operation === 'PutItem') {
      takesNextName = false;
      const { TableName, Item } = input;
      await forward('PutItem', {
        TableName,
        Item: { ...Item, [reservation.speaker]: { S: 'somebody-else' } },
      });
    }
    const counts = input.TableName !== aside;
    const response = await forward(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' });
    const units = unitsOf(response);
    if (!counts) ledger.enter('historyUnits', units);
    else {
      ended();
      ledger.enter('databaseCalls');
      ledger.enter(operation === 'GetItem' ? 'readUnits' : 'writeUnits', units);
    }
    return response;
  };

  const server = createServer((request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.').at(-1) ?? '';
    // Before its body is here: of two calls that are made at once, neither has waited for the other.
    const ended = ledger.callBegun();
    text(request)
      .then((body) => answered(operation, body, ended))
      .then(({ status, body }) =>
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body),
      )
      .catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${portOf(server)}`,
    takeNextName: () => {
      takesNextName = true;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** @throws Error where a call neither says what it took nor lost its condition: it would go uncounted */
function unitsOf({ status, body }: { status: number; body: string }): number {
  const said: unknown = JSON.parse(body);
  if (status === 200) return v.parse(answer, said).ConsumedCapacity.CapacityUnits;
  v.parse(failedCondition, said);
  return UNITS_OF_A_FAILED_CONDITION;
}
