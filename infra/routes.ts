/** THE route list. The CDK app and the local gateway both read it, so that they cannot disagree. */

export interface Route {
  readonly routeKey: string;
  /** The Lambda's entry point, from the project's root. Infra names handlers by path; it never imports them. */
  readonly entry: string;
  /** Whether the handler's return value goes to the client (API Gateway: a route response). */
  readonly replies: boolean;
  /** What the handler works with: its permissions follow. */
  readonly uses: readonly ('speakers' | 'names' | 'connections')[];
  /**
   * What the gateway lets through, over all connections of the stage, where its settings say nothing else. A flood on
   * one route leaves the others alone. The sum stays under the account's 10,000 a second.
   */
  readonly throttle: Throttle;
}

export interface Throttle {
  readonly perSecond: number;
  readonly burst: number;
}

/** Runs at `$connect` only; what it returns as context is in every later event of the connection. */
export const authorizer = { name: 'authorizer', entry: 'lambdas/authorizer.ts' } as const;

/** Runs on the stream of the table, behind everything that a speaker waits for. */
export const history = { name: 'history', entry: 'lambdas/history.ts' } as const;

export const routes: readonly Route[] = [
  // As many as the account's own quota of new connections.
  // `$connect` replies, too: the selected subprotocol travels in its response headers.
  {
    routeKey: '$connect',
    entry: 'lambdas/connect.ts',
    replies: true,
    uses: [],
    throttle: { perSecond: 500, burst: 500 },
  },
  // Nothing depends on `$disconnect`: one that is throttled away is like one that the gateway never sent.
  {
    routeKey: '$disconnect',
    entry: 'lambdas/disconnect.ts',
    replies: false,
    uses: ['speakers'],
    throttle: { perSecond: 1_000, burst: 1_000 },
  },
  {
    routeKey: 'createSession',
    entry: 'lambdas/create-session.ts',
    replies: true,
    uses: ['speakers', 'names', 'connections'],
    throttle: { perSecond: 200, burst: 200 },
  },
  {
    routeKey: 'resumeSession',
    entry: 'lambdas/resume-session.ts',
    replies: true,
    uses: ['speakers', 'connections'],
    throttle: { perSecond: 500, burst: 500 },
  },
  {
    routeKey: 'updateSession',
    entry: 'lambdas/update-session.ts',
    replies: true,
    uses: ['speakers', 'connections'],
    throttle: { perSecond: 1_000, burst: 500 },
  },
  {
    routeKey: 'heartbeat',
    entry: 'lambdas/heartbeat.ts',
    replies: true,
    uses: ['speakers', 'connections'],
    throttle: { perSecond: 2_000, burst: 1_000 },
  },
  {
    routeKey: 'endSession',
    entry: 'lambdas/end-session.ts',
    replies: true,
    uses: ['speakers', 'connections'],
    throttle: { perSecond: 200, burst: 200 },
  },
  // What no route matches is a mistake or an attack.
  {
    routeKey: '$default',
    entry: 'lambdas/default.ts',
    replies: true,
    uses: [],
    throttle: { perSecond: 50, burst: 50 },
  },
];

/** The source of every function of a stage. */
export const functionEntries: readonly string[] = [
  authorizer.entry,
  history.entry,
  ...routes.map(({ entry }) => entry),
];
