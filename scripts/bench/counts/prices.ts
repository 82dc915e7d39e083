/** What AWS asks for in us-east-1: list prices in US dollars, without free tiers, discounts and taxes. */

export interface Price {
  readonly what: string;
  readonly dollars: number;
  /** Of what: `a million`, `a GB`. */
  readonly per: string;
  /** AWS's own page, to be checked against: it fills in its rates by script, and was not read. */
  readonly source: string;
  /** Where the figure was read, and when. */
  readonly quotedBy: string;
  readonly read: string;
}

const read = '2026-11-21';
const gateway = {
  source: 'https://aws.amazon.com/api-gateway/pricing/',
  quotedBy: 'https://c3x.dev/resources/aws/aws_apigatewayv2_api',
  read,
};
const functions = {
  source: 'https://aws.amazon.com/lambda/pricing/',
  quotedBy:
    'https://git.mcrn.ar/mariano/lambda_local_runner/src/commit/957e45b8adae23ce50b966346229585b5df18b4d/docs/lambdas-md/lambda-13-cost.md',
  read,
};
const table = {
  source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  quotedBy: 'https://airbyte.com/data-engineering-resources/dynamodb-pricing',
  read,
};

export const prices = {
  message: {
    what: 'gateway: messages either way, each 32 KB begun',
    dollars: 1,
    per: 'a million',
    ...gateway,
  },
  connectionMinute: {
    what: 'gateway: minutes of connection',
    dollars: 0.25,
    per: 'a million',
    ...gateway,
  },
  byteOut: {
    what: 'gateway: data out to the internet',
    // 0.09 a GB, up to 10 TB a month.
    dollars: 0.00009,
    per: 'a million bytes',
    ...gateway,
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
  },
  request: {
    what: 'functions: requests',
    dollars: 0.2,
    per: 'a million',
    ...functions,
  },
  gigabyteSecond: {
    what: 'functions: time, arm64',
    dollars: 13.3334,
    per: 'a million GB-seconds',
    ...functions,
  },
  writeUnit: {
    what: 'table, on demand: writes of up to 1 KB',
    dollars: 0.625,
    per: 'a million',
    ...table,
  },
  readUnit: {
    what: 'table, on demand: strong reads of up to 4 KB',
    dollars: 0.125,
    per: 'a million',
    ...table,
  },
  logByte: {
    what: 'log lines, taken in',
    // 0.50 a GB.
    dollars: 0.0005,
    per: 'a million bytes',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
    quotedBy: 'https://c3x.dev/blog/cloudwatch-logs-cost-optimization',
    read,
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
