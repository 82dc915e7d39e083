/** The page, as the site serves it. */
import { expect, test } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from '../../infra/page/security-headers.ts';
import type { SmokeTarget } from './target.ts';

export function describePage({ origin, url, servesPage }: SmokeTarget): void {
  test('the page comes with its security headers, and its policy lets it talk to the gateway', async ({
    skip,
  }) => {
    if (!servesPage) skip('whether the page is at that origin is not known');
    const { status, headers } = await fetch(origin);
    expect(status).toBe(200);
    for (const [name, value] of Object.entries(securityHeaders([])))
      if (name !== 'content-security-policy') expect([name, headers.get(name)]).toEqual([name, value]);
    const policy = directives(headers.get('content-security-policy') ?? '');
    expect([...policy.keys()].sort()).toEqual([...directives(contentSecurityPolicy([])).keys()].sort());
    for (const [name, value] of directives(contentSecurityPolicy([])))
      if (name !== 'connect-src') expect([name, policy.get(name)]).toEqual([name, value]);
    expect(policy.get('connect-src')?.split(' ')).toContain(new URL(url).origin);
  });
}

const directives = (policy: string): ReadonlyMap<string, string> =>
  new Map(
    policy.split(';').map((directive) => {
      const [name = '', ...values] = directive.trim().split(' ');
      return [name, values.join(' ')];
    }),
  );
