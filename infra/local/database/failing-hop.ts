/** The HTTP hop in front of the engine. It can fail the next calls as DynamoDB does, and it counts calls. */
import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { bodyOf } from '../body.ts';
import { portOf } from '../ports.ts';

/** How many of the next calls fail, and how. */
export type DatabaseErrors = { readonly count: number } & (
  | {
      /** Whether a failing call takes effect all the same: HTTP 500 means "unknown", and both happen. */
      readonly applied: boolean;
      readonly throttledAs?: undefined;
    }
  | {
      readonly applied: false;
      /** Refused for coming too fast, with HTTP 400 and this name. */
      readonly throttledAs: 'ThrottlingException' | 'ProvisionedThroughputExceededException';
    }
);

export interface FailingHop {
  readonly endpoint: string;
  failNext(errors: DatabaseErrors): void;
  /** What is still to fail. */
  failing(): DatabaseErrors;
  /** Calls so far, by operation: `{ UpdateItem: 3 }`. */
  calls(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

const messages = {
  InternalServerError: 'The request processing has failed because of an unknown error, exception or failure.',
  ThrottlingException: 'Rate of requests exceeds the allowed throughput.',
  ProvisionedThroughputExceededException:
    'The level of configured provisioned throughput for the table was exceeded.',
} as const;

/** @param aside a table whose calls are neither failed nor counted: its writer runs when it likes */
export async function startFailingHop(enginePort: number, aside: string): Promise<FailingHop> {
  const named = `"TableName":${JSON.stringify(aside)}`;
  let errors: DatabaseErrors = { count: 0, applied: false };
  const calls: Record<string, number> = {};
  const agent = new Agent({ keepAlive: true });

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // The body is read to its end first: the engine never sees a request that its client broke off.
    const body = await bodyOf(incoming);
    const isAside = body.includes(named);
    const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? '';
    if (!isAside) calls[operation] = (calls[operation] ?? 0) + 1;
    const { count, applied, throttledAs } = errors;
    const fails = count > 0 && !isAside;
    if (fails) errors = { ...errors, count: count - 1 };
    const response = fails && !applied ? undefined : await forward(incoming, body, agent, enginePort);
    if (fails || response === undefined) fail(outgoing, throttledAs);
    else outgoing.writeHead(response.status, response.headers).end(response.body);
  };

  const server = createServer((incoming, outgoing) => {
    // A client that left, or an engine that is being stopped: there is nobody to answer.
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${portOf(server)}`,
    failNext: (next) => {
      errors = next;
    },
    failing: () => errors,
    calls: () => ({ ...calls }),
    async stop() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function fail(outgoing: ServerResponse, throttledAs: DatabaseErrors['throttledAs']): void {
  const name = throttledAs ?? 'InternalServerError';
  outgoing
    .writeHead(throttledAs === undefined ? 500 : 400, { 'content-type': 'application/x-amz-json-1.0' })
    .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: messages[name] }));
}

async function forward(incoming: IncomingMessage, body: Buffer, agent: Agent, port: number) {
  const { method, url, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, agent, method, path: url, headers });
  onward.end(body);
  const [response] = (await once(onward, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 500, headers: response.headers, body: await bodyOf(response) };
}
