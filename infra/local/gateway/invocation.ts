/** Invoking a Lambda: what goes in and out is JSON, an exception or a missed deadline is a failure. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';

/** What Node's Lambda runtime hands to an async handler. */
export type LambdaContext = Omit<Context, 'done' | 'fail' | 'succeed'>;
/** The exported `handler` of a Lambda. */
export type LambdaHandler = (event: unknown, context: LambdaContext) => unknown;

export type Invocation =
  | { readonly outcome: 'returned'; readonly result: unknown }
  | { readonly outcome: 'threw'; readonly error: unknown }
  | { readonly outcome: 'timedOut' };

/** @param timeoutMs the integration's deadline; the handler itself is not stopped by it, as on AWS */
export async function invoke(
  name: string,
  handler: LambdaHandler,
  event: object,
  timeoutMs: number,
): Promise<Invocation> {
  const started = performance.now();
  const context = contextOf(name, () => Math.max(0, timeoutMs - (performance.now() - started)));
  let timer: NodeJS.Timeout | undefined;
  const timedOut = new Promise<Invocation>((resolve) => {
    timer = setTimeout(() => resolve({ outcome: 'timedOut' }), timeoutMs);
  });
  try {
    return await Promise.race([run(handler, event, context), timedOut]);
  } finally {
    clearTimeout(timer);
  }
}

async function run(handler: LambdaHandler, event: object, context: LambdaContext): Promise<Invocation> {
  try {
    return { outcome: 'returned', result: throughJson(await handler(throughJson(event), context)) };
  } catch (error) {
    return { outcome: 'threw', error };
  }
}

/** As the Lambda service carries it: no shared objects, no undefined. */
function throughJson(value: unknown): unknown {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function contextOf(functionName: string, getRemainingTimeInMillis: () => number): LambdaContext {
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    memoryLimitInMB: '256',
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis,
  };
}
