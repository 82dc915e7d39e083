/** What the local stack answers and AWS does not: `/_local/faults`, `/_local/connections`, `/_local/items`, `/_local/outputs`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import * as v from 'valibot';
import type { Database } from './database.ts';
import type { Connection } from './gateway/connection.ts';
import type { Connections } from './gateway/connections.ts';
import { faultsSchema, type FaultInjector, type FaultSettings } from './gateway/faults.ts';

const PREFIX = '/_local/';

export interface LocalApi {
  readonly database: Pick<Database, 'failNext' | 'failing' | 'items'>;
  readonly faults: FaultInjector;
  readonly connections: () => Connections;
  /** `http://localhost:3000`: the one origin whose pages may ask. */
  readonly siteOrigin: string;
  /** Where the parts of the stack are, for those who operate it. */
  readonly outputs: Readonly<Record<string, string>>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** @returns whether the request was one of these; its answer then follows */
export function createLocalApi(api: LocalApi) {
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (!path.startsWith(PREFIX)) return false;
    void answerOf(api, path.slice(PREFIX.length), request)
      .catch((error: unknown): Answer => ({ status: 500, body: { message: String(error) } }))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end(JSON.stringify(body));
      })
      .catch(() => response.destroy());
    return true;
  };
}

async function answerOf(api: LocalApi, name: string, request: IncomingMessage): Promise<Answer> {
  const stranger = strangerIn(request, api.siteOrigin);
  if (stranger !== undefined) return { status: 403, body: { message: stranger } };
  switch (`${request.method ?? ''} ${name}`) {
    case 'GET faults':
      return ok(faultsNow(api));
    case 'POST faults':
      return addFaults(api, await text(request));
    case 'DELETE faults':
      api.faults.clear();
      api.database.failNext({ count: 0, applied: false });
      return ok(faultsNow(api));
    case 'GET connections':
      return ok(api.connections().list().map(describe));
    case 'GET items':
      return ok(await api.database.items());
    case 'GET outputs':
      return ok(api.outputs);
    default:
      return {
        status: 404,
        body: {
          message:
            'There are GET, POST and DELETE /_local/faults, GET /_local/connections, GET /_local/items and GET /_local/outputs.',
        },
      };
  }
}

/**
 * Any web page can send requests to this port. A browser names the page's origin in those that change something; a page
 * that has pointed its own name to this machine (DNS rebinding) is known by the name. Scripts send no origin.
 */
function strangerIn({ headers: { origin, host = '' } }: IncomingMessage, siteOrigin: string) {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host))
    return 'Ask by the name localhost, 127.0.0.1 or [::1].';
  if (origin !== undefined && origin !== siteOrigin)
    return `Pages of ${siteOrigin} alone may ask: send no Origin, or that one.`;
  return undefined;
}

function addFaults(api: LocalApi, body: string): Answer {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(undefined, 'must be JSON'), faultsSchema), body);
  if (!parsed.success) return { status: 400, body: { message: problem(parsed.issues[0]) } };
  const { databaseErrors, ...gatewayFaults } = parsed.output;
  api.faults.add(gatewayFaults);
  if (databaseErrors !== undefined) api.database.failNext(databaseErrors);
  return ok(faultsNow(api));
}

/** What is still to come: counts go down as faults happen. */
function faultsNow({ faults, database }: LocalApi): FaultSettings {
  const databaseErrors = database.failing();
  return { ...faults.settings(), ...(databaseErrors.count > 0 && { databaseErrors }) };
}

function problem(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return `The body ${issue.message}.`;
  return issue.expected === 'never'
    ? `The field ${path} is none of a fault's.`
    : `The field ${path} ${issue.message}.`;
}

function describe({ facts }: Connection) {
  return {
    connectionId: facts.connectionId,
    connectedAt: facts.connectedAt,
    speaker: facts.authorizer?.principalId,
  };
}

const ok = (body: unknown): Answer => ({ status: 200, body });
