/** What a route's Lambda answered: the form a proxy integration must have, or a failed integration. */
import * as v from 'valibot';
import type { Invocation } from './invocation.ts';

const responseSchema = v.object({
  statusCode: v.pipe(v.number(), v.integer()),
  headers: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  body: v.nullish(v.string()),
});

export type IntegrationResponse = v.InferOutput<typeof responseSchema>;
export type Integration =
  ({ readonly ok: true } & IntegrationResponse) | { readonly ok: false; readonly timedOut: boolean };

export function integrationOf(invocation: Invocation): Integration {
  switch (invocation.outcome) {
    case 'returned': {
      const parsed = v.safeParse(responseSchema, invocation.result);
      return parsed.success ? { ok: true, ...parsed.output } : { ok: false, timedOut: false };
    }
    case 'threw':
      return { ok: false, timedOut: false };
    case 'timedOut':
      return { ok: false, timedOut: true };
  }
}

/** A response's header, whatever the case of its name. */
export function headerOf(response: IntegrationResponse, name: string): string | undefined {
  const found = Object.entries(response.headers).find(([key]) => key.toLowerCase() === name);
  return found === undefined ? undefined : String(found[1]);
}
