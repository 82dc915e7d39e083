/** The headers of every answer of the site. The local site is as strict as the deployed one: what they forbid fails here too. */

/**
 * Nothing is allowed but what is named: files of the site's own origin, none of them inline, and no place to put markup into
 * the page as text.
 *
 * @param connectsTo origins that the page talks to beside its own: the gateway's, and the sign-in's where it is another
 */
export const contentSecurityPolicy = (connectsTo: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${["'self'", ...connectsTo].join(' ')}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** Those that CloudFront knows by no name of their own. */
export const otherSecurityHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'microphone=(self), camera=(self), display-capture=(), geolocation=(), payment=(), usb=()',
} as const;

export const REFERRER_POLICY = 'strict-origin-when-cross-origin';

export const securityHeaders = (connectsTo: readonly string[]): Readonly<Record<string, string>> => ({
  'content-security-policy': contentSecurityPolicy(connectsTo),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': REFERRER_POLICY,
  ...otherSecurityHeaders,
});
