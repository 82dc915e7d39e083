/** A handshake: throttle, path, identity, authorizer, `$connect`; only then is there a connection. */
import { httpErrors, type HttpError } from './answers.ts';
import { authorizationOf, type Authorization } from './authorization.ts';
import { authorizerEvent, connectEvent, CONNECT_ARN, STAGE, type ConnectionFacts } from './events.ts';
import { headerOf, integrationOf } from './integration-response.ts';
import { invoke, type LambdaHandler } from './invocation.ts';
import type { GatewayLimits } from './limits.ts';

export type Handshake =
  | {
      readonly accepted: true;
      readonly facts: ConnectionFacts;
      /** The subprotocol that `$connect` selected, if it did. */
      readonly subprotocol: string | undefined;
    }
  | { readonly accepted: false; readonly error: HttpError };

export interface HandshakeSteps {
  /** Without one, everybody is let in to `$connect`. */
  readonly authorizer: LambdaHandler | undefined;
  readonly connect: LambdaHandler | undefined;
  readonly limits: GatewayLimits;
  readonly now: () => number;
}

/** @param facts the connection as it would be, without an authorizer's context */
export async function judgeHandshake(facts: ConnectionFacts, steps: HandshakeSteps): Promise<Handshake> {
  if (facts.request.path.replace(/\/$/, '') !== `/${STAGE}`) return refused(httpErrors.forbidden);
  if (steps.authorizer === undefined) return connect(facts, steps);
  // A missing identity source is answered without a call, as the authorizer's configuration says.
  if (!facts.request.subprotocols) return refused(httpErrors.unauthorized);
  const authorization = await authorize(steps.authorizer, facts, steps);
  switch (authorization.verdict) {
    case 'allowed':
      return connect({ ...facts, authorizer: authorization.context }, steps);
    case 'unauthorized':
      return refused(httpErrors.unauthorized);
    case 'denied':
      return refused(httpErrors.denied);
    case 'broken':
      return refused(httpErrors.authorizerBroken);
  }
}

async function authorize(
  authorizer: LambdaHandler,
  facts: ConnectionFacts,
  { limits, now }: HandshakeSteps,
): Promise<Authorization> {
  const event = authorizerEvent(facts, now());
  const invocation = await invoke('authorizer', authorizer, event, limits.integrationTimeoutMs);
  return authorizationOf(invocation, CONNECT_ARN, limits.authorizerContextBytes);
}

async function connect(facts: ConnectionFacts, steps: HandshakeSteps): Promise<Handshake> {
  if (steps.connect === undefined) return { accepted: true, facts, subprotocol: undefined };
  const event = connectEvent(facts, steps.now());
  const integration = integrationOf(
    await invoke('$connect', steps.connect, event, steps.limits.integrationTimeoutMs),
  );
  if (!integration.ok)
    return refused(integration.timedOut ? httpErrors.integrationTimeout : httpErrors.badGateway);
  const { statusCode } = integration;
  if (statusCode >= 200 && statusCode <= 299)
    return { accepted: true, facts, subprotocol: headerOf(integration, 'sec-websocket-protocol') };
  return refused(refusalOf(statusCode));
}

/** The handshake fails with the status that `$connect` answered. */
function refusalOf(statusCode: number): HttpError {
  const known = Object.values<HttpError>(httpErrors).find(({ status }) => status === statusCode);
  if (known !== undefined) return known;
  const status = statusCode >= 300 && statusCode <= 599 ? statusCode : httpErrors.badGateway.status;
  return { status, errorType: 'IntegrationFailureException', message: 'Connection refused' };
}

const refused = (error: HttpError): Handshake => ({ accepted: false, error });
