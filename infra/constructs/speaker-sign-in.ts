/** Who the speakers are: a user pool with managed login, and the page as its one client (code + PKCE, no secret). */
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ManagedLoginVersion,
  OAuthScope,
  UserPool,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import type { SignIn } from '../sign-in.ts';

export interface SpeakerSignInProps {
  readonly stage: string;
  /** Where pages live, without a trailing slash. */
  readonly pageOrigins: readonly string[];
  /** Whether the pool outlives its stack, and is protected from deletion. */
  readonly retain: boolean;
}

export class SpeakerSignIn extends Construct implements SignIn {
  readonly pool: UserPool;
  readonly page: SignIn['page'];
  readonly admission: SignIn['admission'];

  constructor(scope: Construct, id: string, { stage, pageOrigins, retain }: SpeakerSignInProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      // Speakers are invited; nobody signs up by himself.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12, requireDigits: false, requireSymbols: false, requireUppercase: false },
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const pages = pageOrigins.map((origin) => `${origin}/`);
    const client = this.pool.addClient('Page', {
      generateSecret: false,
      // Speakers sign in by managed login. Whoever has the account's credentials, and could set a password anyway, may do it
      // by API: the smoke test signs its own speakers in that way. No document says that managed login takes a
      // password where SRP is off.
      authFlows: { adminUserPassword: true, userSrp: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
        callbackUrls: pages,
        logoutUrls: pages,
      },
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: domainPrefix(stage) },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const issuer = `${ISSUER_ORIGIN}/${this.pool.userPoolId}`;
    this.page = {
      authority: issuer,
      metadataUrl: `${issuer}/.well-known/openid-configuration`,
      clientId: client.userPoolClientId,
      scope: 'openid profile',
    };
    this.admission = { ISSUER: issuer, CLIENT_ID: client.userPoolClientId };
  }

  /** Where the page fetches metadata and tokens. Known before the pool, which needs the page's address. */
  static origins(stage: string): readonly string[] {
    return [ISSUER_ORIGIN, `https://${domainPrefix(stage)}.auth.${Aws.REGION}.amazoncognito.com`];
  }
}

/** Unique among all of AWS. */
const domainPrefix = (stage: string): string => `podium-${stage}-${Aws.ACCOUNT_ID}`;
const ISSUER_ORIGIN = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`;
