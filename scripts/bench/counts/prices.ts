/** What AWS asks for in us-east-1: list prices in US dollars, without free tiers, discounts and taxes. */

export interface Price {
  readonly what: string;
  readonly dollars: number;
  /** Of what: `a million`, `a GB`. */
  readonly per: string;
  readonly source: string;
  /** When it was looked up. */
  readonly read: string;
}

const READ = '2026-11-21';

export const prices = {
  message: {
    what: 'gateway: messages either way, each 32 KB begun',
    dollars: 1,
    per: 'a million',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
    read: READ,
  },
  connectionMinute: {
    what: 'gateway: minutes of connection',
    dollars: 0.25,
    per: 'a million',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
    read: READ,
  },
  request: {
    what: 'functions: requests',
    dollars: 0.2,
    per: 'a million',
    source: 'https://aws.amazon.com/lambda/pricing/',
    read: READ,
  },
  gigabyteSecond: {
    what: 'functions: time, arm64',
    dollars: 13.3334,
    per: 'a million GB-seconds',
    source: 'https://aws.amazon.com/lambda/pricing/',
    read: READ,
  },
  writeUnit: {
    what: 'table, on demand: writes of up to 1 KB',
    dollars: 0.625,
    per: 'a million',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: READ,
  },
  readUnit: {
    what: 'table, on demand: strong reads of up to 4 KB',
    dollars: 0.125,
    per: 'a million',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
    read: READ,
  },
  logByte: {
    what: 'log lines, taken in',
    // 0.50 a GB.
    dollars: 0.0005,
    per: 'a million bytes',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    read: READ,
  },
} as const satisfies Record<string, Price>;

/** What no run on loopback can tell. */
export const assumed = {
  /** infra/constructs/gateway-function.ts; a function with a whole processor has what infra/routes.ts says. */
  memoryGb: 0.5,
  wholeProcessorGb: 1_769 / 1_024,
  /** A warm function with one database call, billed by the millisecond. */
  invocationMs: 15,
  /** As lambdas/distribution/through-connections.ts posts, and as long as a post may take on AWS. */
  postMs: 10,
  postsAtOnce: 16,
  /** A stage with so many speakers that the stream's batches are full; a function's time is for the whole batch. */
  recordsABatch: 100,
  batchMs: 50,
} as const;

const UUID = '00000000-0000-0000-0000-000000000000';
/** What the services write themselves; examples as long as the real ones. */
export const othersLines = {
  /** Of every invocation, where a function's log has the format text. */
  lambda: [
    `START RequestId: ${UUID} Version: $LATEST\n`,
    `END RequestId: ${UUID}\n`,
    `REPORT RequestId: ${UUID}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\tMax Memory Used: 98 MB\t\n`,
  ].join(''),
  /** infra/constructs/access-log.ts, of every handshake, message and closing. */
  gateway: JSON.stringify({
    requestId: 'TjKMDGzvIAMEbhA=',
    connectionId: 'TjKMDfhhIAMCJhw=',
    eventType: 'MESSAGE',
    routeKey: 'heartbeat',
    status: '200',
    requestTimeEpoch: '1795000000000',
    integrationLatency: '15',
    integrationStatus: '200',
    authorizerStatus: '-',
    error: '-',
    integrationError: '-',
  }),
} as const;
