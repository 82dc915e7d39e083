// What the SDK's packages would load and Podium's functions never use, replaced when a function is bundled.
// A Lambda has its credentials in the environment; DynamoDB's endpoint discovery is off unless asked for; no call
// of ours is an event stream; and the trace id is read from the environment where one process serves one request.

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
