/** Who the speakers are: a user pool with managed login, and the page as its one client (code + PKCE, no secret). */
import { Aws, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  ManagedLoginVersion,
  OAuthScope,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

export interface SpeakerSignInProps {
  readonly stage: string;
  /** Where the page lives, without a trailing slash. */
  readonly siteUrl: string;
}

export class SpeakerSignIn extends Construct {
  /** The token's `iss`, and where its keys and the provider's metadata are found. */
  readonly issuer: string;
  readonly client: UserPoolClient;
  readonly pool: UserPool;

  constructor(scope: Construct, id: string, { stage, siteUrl }: SpeakerSignInProps) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      // Speakers are invited; nobody signs up by himself.
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: { minLength: 12, requireDigits: false, requireSymbols: false, requireUppercase: false },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.client = this.pool.addClient('Page', {
      generateSecret: false,
      // Managed login does it all. An empty set would be Cognito's default, which takes passwords by API; one flow
      // that is refused leaves refresh tokens alone.
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.PROFILE],
        callbackUrls: [`${siteUrl}/`],
        logoutUrls: [`${siteUrl}/`],
      },
      accessTokenValidity: Duration.hours(1),
      idTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `podium-${stage}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.pool.userPoolId,
      clientId: this.client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    this.issuer = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${this.pool.userPoolId}`;
  }

  /** Where managed login lives, for the page's content security policy. */
  static domainUrl(stage: string): string {
    return `https://podium-${stage}-${Aws.ACCOUNT_ID}.auth.${Aws.REGION}.amazoncognito.com`;
  }
}
