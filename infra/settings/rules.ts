/** What no setting can be wrong about alone. */
import type { Settings } from '../settings.ts';

/** Lost heartbeats and sleepy timers are normal: a lease has to outlast both. */
const LEASE_MARGIN_SECONDS = 60;
/** CloudFront takes certificates of this region only. */
const CLOUDFRONT_REGION = 'us-east-1';

/** Each says in a sentence without its full stop what is wrong, if anything is. */
export const rules: readonly ((settings: Settings) => string | undefined)[] = [
  ({ leaseSeconds, heartbeatSeconds }) =>
    leaseSeconds < 2 * heartbeatSeconds + LEASE_MARGIN_SECONDS
      ? `leaseSeconds must be at least twice heartbeatSeconds and ${LEASE_MARGIN_SECONDS} more, so that one lost heartbeat ends no session: ` +
        `${2 * heartbeatSeconds + LEASE_MARGIN_SECONDS}, not ${leaseSeconds}`
      : undefined,
  ({ graceSeconds, leaseSeconds }) =>
    graceSeconds > leaseSeconds
      ? `graceSeconds must be at most leaseSeconds, ${leaseSeconds}, not ${graceSeconds}`
      : undefined,
  ({ oidc }) =>
    oidc !== undefined && oidc.audience === oidc.clientId
      ? 'oidc.audience must differ from oidc.clientId: an ID token is made out to the client, and must not pass for an access token'
      : undefined,
  ({ oidc }) =>
    oidc !== undefined && new URL(oidc.issuer).hostname.startsWith('cognito-idp.')
      ? 'oidc.issuer must not be a Cognito user pool, whose access tokens name no audience: leave oidc out, and the stage has a pool of its own'
      : undefined,
  ({ siteDomain }) =>
    siteDomain !== undefined && regionOf(siteDomain.certificateArn) !== CLOUDFRONT_REGION
      ? `siteDomain.certificateArn must be a certificate in ${CLOUDFRONT_REGION}, as CloudFront wants it, not in ${regionOf(siteDomain.certificateArn)}`
      : undefined,
  ({ webSocketDomain, region }) =>
    webSocketDomain !== undefined && region === undefined
      ? 'region must be set where webSocketDomain is: its certificate has to be in the same one'
      : undefined,
  ({ webSocketDomain, region }) =>
    webSocketDomain !== undefined && regionOf(webSocketDomain.certificateArn) !== region
      ? `webSocketDomain.certificateArn must be a certificate in the stage's region, ${region ?? ''}, not in ${regionOf(webSocketDomain.certificateArn)}`
      : undefined,
  ({ siteDomain, webSocketDomain }) =>
    siteDomain !== undefined && siteDomain.name === webSocketDomain?.name
      ? 'siteDomain.name and webSocketDomain.name must differ'
      : undefined,
];

const regionOf = (arn: string): string => arn.split(':')[3] ?? '';
