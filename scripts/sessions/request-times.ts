// How long an operator waits for AWS, attempt by attempt; for every client of the SDK.

/** Without `throwOnRequestTimeout` the SDK only warns about a request that takes too long, and goes on waiting. */
export const requestHandler = {
  connectionTimeout: 3_000,
  requestTimeout: 5_000,
  throwOnRequestTimeout: true,
} as const;
