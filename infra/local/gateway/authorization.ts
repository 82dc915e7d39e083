/** What the authorizer's answer means for a handshake. */
import * as v from 'valibot';
import type { Invocation } from './invocation.ts';

/** As it appears in `requestContext.authorizer` of every event of the connection: flat strings. */
export type AuthorizerContext = Readonly<Record<string, string | number>> & { readonly principalId: string };

export type Authorization =
  | { readonly verdict: 'allowed'; readonly context: AuthorizerContext }
  | { readonly verdict: 'unauthorized' }
  | { readonly verdict: 'denied' }
  /** The authorizer failed, or answered what API Gateway cannot use. */
  | { readonly verdict: 'broken' };

const answerSchema = v.object({
  principalId: v.string(),
  policyDocument: v.object({
    Statement: v.array(
      v.object({
        Effect: v.picklist(['Allow', 'Deny']),
        Action: v.union([v.string(), v.array(v.string())]),
        Resource: v.union([v.string(), v.array(v.string())]),
      }),
    ),
  }),
  // Objects and arrays are refused by API Gateway; numbers and booleans arrive as strings.
  context: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
});

/** @param methodArn what the policy must allow: the `$connect` route of this stage */
export function authorizationOf(
  invocation: Invocation,
  methodArn: string,
  contextBytes: number,
): Authorization {
  if (invocation.outcome === 'threw' && isUnauthorized(invocation.error)) return { verdict: 'unauthorized' };
  if (invocation.outcome !== 'returned') return { verdict: 'broken' };
  const parsed = v.safeParse(answerSchema, invocation.result);
  if (!parsed.success) return { verdict: 'broken' };
  const { principalId, policyDocument, context } = parsed.output;
  if (Buffer.byteLength(JSON.stringify(context)) > contextBytes) return { verdict: 'broken' };
  const effects = policyDocument.Statement.filter(
    ({ Action, Resource }) => matches(Action, 'execute-api:Invoke') && matches(Resource, methodArn),
  ).map(({ Effect }) => Effect);
  // As in IAM: one Deny outweighs every Allow, and without an Allow the answer is no.
  if (effects.includes('Deny') || !effects.includes('Allow')) return { verdict: 'denied' };
  const flat = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, String(value)]));
  return { verdict: 'allowed', context: { ...flat, principalId, integrationLatency: 0 } };
}

// The very word that API Gateway looks for in the error's message.
const isUnauthorized = (error: unknown) => error instanceof Error && error.message === 'Unauthorized';

/** IAM's wildcards: `*` for any run of characters, `?` for one. */
function matches(patterns: string | readonly string[], value: string): boolean {
  return [patterns].flat().some((pattern) => {
    const literal = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
    return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(value);
  });
}
