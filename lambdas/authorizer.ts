/** The `$connect` authorizer: who speaks, by a verified token, and who listens; both from a page of ours. No AWS SDK. */
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { assertStringEquals } from 'aws-jwt-verify/assert';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import {
  limits,
  LISTENER_SUBPROTOCOL_PREFIX,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX,
} from './protocol/limits.ts';
import { epochMs } from './protocol/units.ts';
import { listOf, required } from './runtime/environment.ts';
import type { AuthorizerContext } from './runtime/events.ts';
import { logToStdout } from './runtime/log.ts';

/** Whether a listener needs no token. Left out, one does. */
const anyoneListens = process.env['LISTENERS'] === 'anyone';
/** As long as a field of a message may be, in the characters of a subprotocol (RFC 6455, section 4.1). */
const SESSION_ID = /^[\w-]{1,64}$/;

const allowedOrigins = new Set(listOf(process.env, 'ALLOWED_ORIGINS'));

/** OpenID Connect Core, section 2: a `sub` has at most 255 ASCII characters. A longer one has no place in the item. */
const LONGEST_SUBJECT = 255;

// At module scope: the key set is fetched once a process, not once a handshake.
const verifier = verifierOf(process.env);
// A stage that is given the issuer's keys needs no download of them.
if (process.env['JWKS'] !== undefined)
  verifier.cacheJwks(JSON.parse(process.env['JWKS']) as Parameters<typeof verifier.cacheJwks>[0]);

/** @throws Error where the environment does not say exactly whose tokens are good, and for whom */
function verifierOf(environment: NodeJS.ProcessEnv) {
  const issuer = required(environment, 'ISSUER');
  // RFC 9068, section 4: an access token of any issuer is for the audience that it names. Its `typ` of at+jwt is too rare
  // to be demanded, so ID tokens are told by what only they have.
  if (environment['AUDIENCE'] !== undefined)
    return JwtVerifier.create({
      issuer,
      audience: required(environment, 'AUDIENCE'),
      jwksUri: required(environment, 'JWKS_URI'),
      customJwtCheck: ({ payload }) => refuseIdToken(payload),
    });
  const clientId = required(environment, 'CLIENT_ID');
  return JwtVerifier.create({
    issuer,
    // An access token of Cognito names its client in `client_id` and has no audience; checked just below.
    audience: null,
    customJwtCheck: ({ payload }) => {
      assertStringEquals('token_use', payload['token_use'], 'access');
      assertStringEquals('client_id', payload['client_id'], clientId);
    },
  });
}

/** OpenID Connect Core, sections 2 and 3.3.2.11: claims of an ID token; `typ` in the payload is Keycloak's way to say it. */
function refuseIdToken(payload: Readonly<Record<string, unknown>>): void {
  const marks = ['nonce', 'at_hash', 'c_hash'].filter((claim) => claim in payload);
  if (marks.length > 0 || payload['typ'] === 'ID') throw new Error('An ID token is no access token.');
}

/** Throws `Unauthorized`, which API Gateway answers with 401; a denied origin is answered with 403. */
export async function handler(event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> {
  const startedMs = performance.now();
  const admitted = await admit(event);
  const durationMs = Math.round(performance.now() - startedMs);
  if ('refused' in admitted) {
    logRefusal(event, 'Unauthorized', admitted.refused, durationMs);
    throw new Error('Unauthorized');
  }
  const origin = header(event, 'origin');
  const allowed = origin !== undefined && allowedOrigins.has(origin);
  if (!allowed) logRefusal(event, 'Forbidden', 'origin not on the list', durationMs);
  return {
    principalId: 'speakerId' in admitted ? admitted.speakerId : 'listener',
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Action: 'execute-api:Invoke', Effect: allowed ? 'Allow' : 'Deny', Resource: event.methodArn },
      ],
    },
    context: { ...admitted },
  };
}

type Admitted = AuthorizerContext | Refused;
type Speaker = Extract<AuthorizerContext, { speakerId: string }>;
interface Refused {
  /** Why, as the name of a check, never anything out of the token. */
  readonly refused: string;
}

async function admit(event: APIGatewayRequestAuthorizerEvent): Promise<Admitted> {
  // Query strings end up in logs and histories. No client of ours sends one, least of all with a token in it.
  if (Object.keys(event.queryStringParameters ?? {}).length > 0) return { refused: 'a query string' };
  // A browser sends them as one header, separated by ", ".
  const offered =
    header(event, 'sec-websocket-protocol')
      ?.split(',')
      .map((value) => value.trim()) ?? [];
  const behind = (prefix: string) =>
    offered.flatMap((value) => (value.startsWith(prefix) ? [value.slice(prefix.length)] : []));
  if (!offered.includes(SUBPROTOCOL)) return { refused: 'not our subprotocol' };
  const tokens = behind(TOKEN_SUBPROTOCOL_PREFIX);
  const [listensTo, ...more] = behind(LISTENER_SUBPROTOCOL_PREFIX);
  if (listensTo === undefined) return verify(tokens);
  if (more.length > 0 || !SESSION_ID.test(listensTo)) return { refused: 'not exactly one session to follow' };
  if (anyoneListens) return { listensTo };
  const verified = await verify(tokens);
  return 'refused' in verified ? verified : { listensTo, tokenExpiresAt: verified.tokenExpiresAt };
}

async function verify([token, ...more]: readonly string[]): Promise<Speaker | Refused> {
  if (token === undefined || more.length > 0)
    return { refused: 'no token, or not exactly one, beside the subprotocol' };
  if (token.length > limits.tokenBytes) return { refused: 'token too long' };
  try {
    const { sub, exp } = await verifier.verify(token);
    if (sub === undefined || sub === '' || sub.length > LONGEST_SUBJECT)
      return { refused: 'no usable subject' };
    return exp === undefined ? { refused: 'no expiry' } : { speakerId: sub, tokenExpiresAt: String(exp) };
  } catch (error) {
    return { refused: error instanceof Error ? error.name : 'unknown' };
  }
}

/** An allowed handshake has its line in the gateway's access log. */
function logRefusal(
  { requestContext }: APIGatewayRequestAuthorizerEvent,
  outcome: string,
  error: string,
  durationMs: number,
): void {
  const { connectionId = '', requestId: gatewayRequestId, requestTimeEpoch, stage } = requestContext;
  logToStdout({
    level: 'warn',
    action: 'authorize',
    outcome,
    at: epochMs(requestTimeEpoch),
    stage,
    connectionId,
    gatewayRequestId,
    durationMs,
    error,
  });
}

/** Header names arrive in whichever case the client or a proxy wrote them. */
function header(event: APIGatewayRequestAuthorizerEvent, name: string): string | undefined {
  return Object.entries(event.headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];
}
