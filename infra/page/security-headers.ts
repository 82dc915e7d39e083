/** The headers of every answer of the site. The local site is as strict as the deployed one: what they forbid fails here too. */

/** @param connectsTo origins that the page talks to beside its own: the gateway's, and the sign-in's where it is another */
export const contentSecurityPolicy = (connectsTo: readonly string[]): string =>
  [
    "default-src 'self'",
    `connect-src ${["'self'", ...connectsTo].join(' ')}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Those that CloudFront knows by no name of their own. */
export const otherSecurityHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'microphone=(self), camera=(self), geolocation=()',
} as const;

export const REFERRER_POLICY = 'strict-origin-when-cross-origin';

export const securityHeaders = (connectsTo: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(connectsTo),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': REFERRER_POLICY,
  ...otherSecurityHeaders,
});
