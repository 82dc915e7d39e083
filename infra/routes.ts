/** THE route list. The CDK app and the local gateway both read it, so that they cannot disagree. */

export interface Route {
  readonly routeKey: string;
  /** The Lambda's entry point, from the project's root. Infra names handlers by path; it never imports them. */
  readonly entry: string;
  /** Whether the handler's return value goes to the client (API Gateway: a route response). */
  readonly replies: boolean;
  /** What the handler works with: its permissions follow. */
  readonly uses: readonly ('speakers' | 'names' | 'connections')[];
}

/** Runs at `$connect` only; what it returns as context is in every later event of the connection. */
export const authorizer = { entry: 'lambdas/authorizer.ts' } as const;

export const routes: readonly Route[] = [
  // `$connect` replies, too: the selected subprotocol travels in its response headers.
  { routeKey: '$connect', entry: 'lambdas/connect.ts', replies: true, uses: [] },
  { routeKey: '$disconnect', entry: 'lambdas/disconnect.ts', replies: false, uses: ['speakers'] },
  {
    routeKey: 'createSession',
    entry: 'lambdas/create-session.ts',
    replies: true,
    uses: ['speakers', 'names', 'connections'],
  },
  {
    routeKey: 'resumeSession',
    entry: 'lambdas/resume-session.ts',
    replies: true,
    uses: ['speakers', 'connections'],
  },
  {
    routeKey: 'updateSession',
    entry: 'lambdas/update-session.ts',
    replies: true,
    uses: ['speakers', 'connections'],
  },
  { routeKey: 'heartbeat', entry: 'lambdas/heartbeat.ts', replies: true, uses: ['speakers', 'connections'] },
  {
    routeKey: 'endSession',
    entry: 'lambdas/end-session.ts',
    replies: true,
    uses: ['speakers', 'connections'],
  },
  { routeKey: '$default', entry: 'lambdas/default.ts', replies: true, uses: [] },
];
