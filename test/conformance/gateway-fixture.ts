/** Lambdas made for tests: a gateway that runs them is what the rest of the suite needs from a backend. */
import type { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import type { FaultInjector } from '../../infra/local/gateway/faults.ts';
import type { LambdaHandler } from '../../infra/local/gateway/invocation.ts';
import type { GatewayLimits } from '../../infra/local/gateway/limits.ts';
import { openSocket, type SocketOptions, type TestSocket } from '../support/socket.ts';

export interface Fixture {
  /** By route key; every route but `silent` replies. */
  readonly handlers?: Readonly<Record<string, LambdaHandler>>;
  readonly authorizer?: LambdaHandler;
  readonly limits?: Partial<GatewayLimits>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  /** Signs, as a Lambda's client does, and never retries. */
  readonly management: ApiGatewayManagementApiClient;
  readonly faults: FaultInjector;
  stop(): Promise<void>;
}

export type StartFixture = (fixture: Fixture) => Promise<RunningGateway>;

/** An event as a Lambda sees it, in the part that tests look at. */
export interface SeenEvent {
  readonly type?: string;
  readonly methodArn?: string;
  readonly headers?: Record<string, string>;
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly queryStringParameters?: Record<string, string>;
  readonly multiValueQueryStringParameters?: Record<string, string[]>;
  readonly requestContext: Record<string, unknown> & { readonly connectionId: string };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** A Lambda that keeps the events it is given, and lets a test wait for one. */
export function recorder(answer: (event: SeenEvent) => unknown = () => ok()) {
  const events: SeenEvent[] = [];
  const waiting: ((event: SeenEvent) => void)[] = [];
  const handler: LambdaHandler = (event) => {
    const seen = event as SeenEvent;
    events.push(seen);
    waiting.shift()?.(seen);
    return answer(seen);
  };
  return {
    events,
    handler,
    /** The next event from now on. */
    next: () => new Promise<SeenEvent>((resolve) => waiting.push(resolve)),
  };
}

export const ok = (body?: object) => ({
  statusCode: 200,
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

/** Lets in whoever names himself: `speaker.<name>` among the subprotocols. */
export const allow: LambdaHandler = (event) => {
  const { headers, methodArn } = event as SeenEvent;
  const principalId = /speaker\.([\w-]+)/.exec(headers?.['Sec-WebSocket-Protocol'] ?? '')?.[1] ?? 'nobody';
  return policy('Allow', methodArn, { principalId, context: { speakerId: principalId, tokenExpiresAt: 7 } });
};

export const policy = (
  effect: string,
  resource: string | undefined,
  rest: object = { principalId: 'ada' },
) => ({
  ...rest,
  policyDocument: {
    Version: '2012-10-17',
    Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
  },
});

export const connect = (gateway: RunningGateway, options: SocketOptions = {}): Promise<TestSocket> =>
  openSocket(gateway.url, { protocols: ['podium.v1', 'speaker.ada'], ...options });
