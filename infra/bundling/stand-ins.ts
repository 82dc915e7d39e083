// What the SDK's packages would load and Podium's functions never use, replaced when a function is bundled.
// A Lambda has its credentials in the environment, and its region's endpoint is a host name; DynamoDB's endpoint discovery is off unless asked for; no call
// of ours is an event stream; and the trace id is read from the environment where one process serves one request.
import type { request as httpsRequest } from 'node:https';
import type { pipeline as streamPipeline } from 'node:stream';

/** For `@aws-sdk/credential-provider-node`: no profile files, SSO, metadata service or web identity. */
export const defaultProvider = () => async () => ({
  accessKeyId: variable('AWS_ACCESS_KEY_ID'),
  secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
  sessionToken: process.env['AWS_SESSION_TOKEN'],
});

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: this bundle reads credentials from Lambda's environment.`);
  return value;
}

/** For `@aws-sdk/middleware-endpoint-discovery`. */
export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
  environmentVariableSelector: () => false,
  configFileSelector: () => false,
  default: false,
};
export const resolveEndpointDiscoveryConfig = <T>(config: T): T => config;

/** For `@aws/lambda-invoke-store`. */
export const InvokeStore = { getInstanceAsync: async () => undefined };

/** For `@smithy/core/event-streams`, which the SDK imports only where an operation streams. */
export const EventStreamSerde = undefined;
export const eventStreamSerdeProvider = undefined;

interface EndpointParameters {
  /** Set for the management API, and by `AWS_ENDPOINT_URL_DYNAMODB`. */
  readonly Endpoint?: string;
  readonly Region?: string;
  readonly UseDualStack?: boolean;
  readonly UseFIPS?: boolean;
}

/**
 * For the endpoint rules of both clients: tables of every partition, and a machine to walk them.
 * @throws Error where an endpoint is asked for that only those tables know
 */
export function defaultEndpointResolver({ Endpoint, Region, UseDualStack, UseFIPS }: EndpointParameters) {
  if (UseDualStack === true || UseFIPS === true)
    throw new Error('This bundle knows no dual-stack and no FIPS endpoints.');
  const suffix = Region?.startsWith('cn-') === true ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(Endpoint ?? `https://dynamodb.${Region ?? ''}.${suffix}`);
  return { url, headers: {}, properties: {} };
}

/** For the list of AWS's partitions, which only those tables look into. */
export const partitionsInfo = { partitions: [] };

/** For the hash in JavaScript that stands in where a platform has none: Node has one. */
export const Sha256Js = undefined;

/** For the rate limiter of the adaptive retry mode, which is off unless asked for. */
export function DefaultRateLimiter(): never {
  throw new Error('This bundle retries in the standard mode only.');
}

/** For the look at a machine's metadata: a Lambda has its region in the environment. */
export const getInstanceMetadataRegion = async () => undefined;

interface Setting<T> {
  readonly environmentVariableSelector: (environment: NodeJS.ProcessEnv) => T | undefined;
  readonly default: T | (() => Promise<T>);
}

/** For the loader of the SDK's settings: a Lambda has them in its environment, and no profile files to search for each. */
export function loadConfig<T>({
  environmentVariableSelector,
  default: otherwise,
}: Setting<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  const load = async () =>
    environmentVariableSelector(process.env) ??
    (typeof otherwise === 'function' ? (otherwise as () => Promise<T>)() : otherwise);
  return () => (loaded ??= load());
}

/** For `https`, as a verifier asks for a key set: TLS is most of what an authorizer would load. */
export const request = ((...args: Parameters<typeof httpsRequest>) =>
  process.getBuiltinModule('https').request(...args)) as typeof httpsRequest;

/** For `stream`, beside it. */
export const pipeline = ((...args: Parameters<typeof streamPipeline>) =>
  process.getBuiltinModule('stream').pipeline(...args)) as typeof streamPipeline;
