/** The headers of every answer of the site: as strict here as deployed, so that what they forbid fails here too. */

/** @param gatewayOrigin `ws://localhost:3001`: where the page opens its socket */
export function securityHeaders(gatewayOrigin: string): Readonly<Record<string, string>> {
  const policy = {
    'default-src': "'self'",
    'connect-src': `'self' ${gatewayOrigin}`,
    'img-src': "'self' data:",
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources}`)
      .join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'microphone=(self), camera=(self), geolocation=()',
  };
}
