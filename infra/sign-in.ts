/** How a stage's speakers sign in: Cognito's user pool of its own, or an OpenID Connect provider that is there already. */
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { PageConfig } from './page/page-config.ts';
import type { Settings } from './settings.ts';

export interface SignIn {
  /** What the page must know of it. */
  readonly page: PageConfig['signIn'];
  /** What the authorizer must know of it, as its variables. */
  readonly admission: Readonly<Record<string, string>>;
  /** Where speakers are added, if that is a place of ours. */
  readonly pool?: IUserPool;
}

type Oidc = NonNullable<Settings['oidc']>;

/** Tokens are checked for issuer, signature, expiry and an audience that is this gateway; ID tokens are refused by their marks. */
export const oidcSignIn = ({ issuer, clientId, audience, jwksUri, scope }: Oidc): SignIn => ({
  page: {
    authority: issuer,
    // OpenID Connect Discovery 1.0, section 4.1.
    metadataUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId,
    scope,
  },
  admission: { ISSUER: issuer, AUDIENCE: audience, JWKS_URI: jwksUri },
});

/** Where the page fetches metadata and tokens. */
export const oidcOrigins = ({ issuer, otherOrigins }: Oidc): readonly string[] => [
  new URL(issuer).origin,
  ...otherOrigins,
];
