// The headers of the site: nothing is allowed that is not named, and nothing that is inline.
import { describe, expect, test } from 'vitest';
import { contentSecurityPolicy, securityHeaders } from '../../../infra/page/security-headers.ts';

const policy = new Map(
  contentSecurityPolicy(['wss://ws.example.com'])
    .split('; ')
    .map((directive) => {
      const [name = '', ...sources] = directive.split(' ');
      return [name, sources] as const;
    }),
);

describe('the content security policy', () => {
  test('allows nothing by default', () => {
    expect(policy.get('default-src')).toEqual(["'none'"]);
  });

  test('allows files of the own origin only, but for connections to those that are named', () => {
    for (const [name, sources] of policy)
      if (
        name.endsWith('-src') ||
        name.startsWith('form') ||
        name.startsWith('base') ||
        name.startsWith('frame')
      )
        expect([name, sources.filter((source) => source !== "'self'" && source !== "'none'")]).toEqual([
          name,
          name === 'connect-src' ? ['wss://ws.example.com'] : [],
        ]);
  });

  test('does not fall back to the default where there is none: base, forms and frames', () => {
    for (const name of ['base-uri', 'frame-ancestors', 'object-src'])
      expect(policy.get(name)).toEqual(["'none'"]);
    expect(policy.get('form-action')).toEqual(["'self'"]);
  });

  test('takes no text for markup or script', () => {
    expect(policy.get('require-trusted-types-for')).toEqual(["'script'"]);
    expect(policy.get('trusted-types')).toEqual(["'none'"]);
  });
});

test('microphone and camera are the page’s own, and no frame’s', () => {
  expect(securityHeaders([])['permissions-policy']).toContain('microphone=(self), camera=(self)');
});
