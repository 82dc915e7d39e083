/** THE route list. The CDK app and the local gateway both read it, so that they cannot disagree. */

export interface Route {
  readonly routeKey: string;
  /** The Lambda's entry point, from the project's root. Infra names handlers by path; it never imports them. */
  readonly entry: string;
  /** Whether the handler's return value goes to the client (API Gateway: a route response). */
  readonly replies: boolean;
  /** What the handler works with: its permissions follow. */
  readonly uses: readonly Use[];
  /**
   * What the gateway lets through, over all connections of the stage, where its settings say nothing else. A flood on
   * one route leaves the others alone. The sum stays under the account's 10,000 a second.
   */
  readonly throttle: Throttle;
  /** More of it is more CPU. @default what every function gets */
  readonly memoryMib?: number;
}

export type Use =
  /** Reads and writes the speakers' items. */
  | 'speakers'
  /** Reads them, and can do no more. */
  | 'sessions'
  /** Reserves names. */
  | 'names'
  /** Finds whose a name is. */
  | 'lookup'
  /** Reads and writes the lists of listeners. */
  | 'listeners'
  /** Counts joins by address. */
  | 'joins'
  /** Pushes, and closes connections. */
  | 'connections';

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
    uses: ['speakers', 'lookup', 'listeners', 'connections'],
    throttle: { perSecond: 1_000, burst: 1_000 },
  },
  {
    routeKey: 'createSession',
    entry: 'lambdas/create-session.ts',
    replies: true,
    uses: ['speakers', 'names', 'listeners', 'connections'],
    throttle: { perSecond: 200, burst: 200 },
  },
  {
    routeKey: 'resumeSession',
    entry: 'lambdas/resume-session.ts',
    replies: true,
    uses: ['speakers', 'listeners', 'connections'],
    throttle: { perSecond: 500, burst: 500 },
  },
  {
    routeKey: 'updateSession',
    entry: 'lambdas/update-session.ts',
    replies: true,
    uses: ['speakers', 'listeners', 'connections'],
    throttle: { perSecond: 1_000, burst: 500 },
  },
  {
    routeKey: 'heartbeat',
    entry: 'lambdas/heartbeat.ts',
    replies: true,
    // The last three are for a listener's.
    uses: ['speakers', 'connections', 'lookup', 'listeners', 'joins'],
    throttle: { perSecond: 2_000, burst: 1_000 },
  },
  {
    routeKey: 'endSession',
    entry: 'lambdas/end-session.ts',
    replies: true,
    uses: ['speakers', 'listeners', 'connections'],
    throttle: { perSecond: 200, burst: 200 },
  },
  // Several a second from each speaker; what goes on to listeners is not counted here, but against the account.
  {
    routeKey: 'sendFrames',
    entry: 'lambdas/send-frames.ts',
    replies: true,
    uses: ['speakers', 'listeners', 'connections'],
    // A whole CPU: every post to a listener is signed. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
    memoryMib: 1_769,
    throttle: { perSecond: 2_000, burst: 1_000 },
  },
  {
    routeKey: 'joinSession',
    entry: 'lambdas/join-session.ts',
    replies: true,
    uses: ['sessions', 'lookup', 'listeners', 'joins', 'connections'],
    throttle: { perSecond: 500, burst: 500 },
  },
  {
    routeKey: 'leaveSession',
    entry: 'lambdas/leave-session.ts',
    replies: true,
    uses: ['sessions', 'lookup', 'listeners', 'connections'],
    throttle: { perSecond: 500, burst: 500 },
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

/** What the crowd adds: watched apart, since CloudWatch takes ten metrics in one alarm. */
export const audienceRoutes: readonly string[] = ['sendFrames', 'joinSession', 'leaveSession'];

/** The source of every function of a stage. */
export const functionEntries: readonly string[] = [
  authorizer.entry,
  history.entry,
  ...routes.map(({ entry }) => entry),
];
