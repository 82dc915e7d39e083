/** Everything that a stage of Podium is made of. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Bundle } from './bundling/bundle.ts';
import { SessionGateway } from './constructs/session-gateway.ts';
import { SpeakerSignIn } from './constructs/speaker-sign-in.ts';
import { SpeakerSite } from './constructs/speaker-site.ts';
import { SpeakerTable } from './constructs/speaker-table.ts';

export interface PodiumStackProps extends StackProps {
  /** Names the stage: in the WebSocket URL and in the sign-in's domain. */
  readonly stage: string;
  /** BCP 47 tags that speakers may choose from. */
  readonly languages: readonly string[];
  /** Bundled functions by entry, see bundling/bundle.ts. */
  readonly bundles: ReadonlyMap<string, Bundle>;
  /** The built page. */
  readonly pageDirectory: string;
}

export class PodiumStack extends Stack {
  constructor(scope: Construct, id: string, props: PodiumStackProps) {
    super(scope, id, props);
    const { stage, languages, bundles, pageDirectory } = props;
    const { table } = new SpeakerTable(this, 'Speakers');
    const gateway = new SessionGateway(this, 'Gateway', { stage, table, languages, bundles });
    const issuerHost = `https://cognito-idp.${this.region}.${this.urlSuffix}`;
    const site = new SpeakerSite(this, 'Site', {
      connectsTo: [gateway.api.apiEndpoint, issuerHost, SpeakerSignIn.domainUrl(stage)],
    });
    const signIn = new SpeakerSignIn(this, 'SignIn', { stage, siteUrl: site.url });
    const clientId = signIn.client.userPoolClientId;
    gateway.open({ issuer: signIn.issuer, clientId, allowedOrigins: [site.url] });
    site.publish(pageDirectory, {
      webSocketUrl: gateway.stage.url,
      languages,
      signIn: {
        authority: signIn.issuer,
        metadataUrl: `${signIn.issuer}/.well-known/openid-configuration`,
        clientId,
        scope: 'openid profile',
      },
    });

    new CfnOutput(this, 'SiteUrl', { value: site.url, description: 'Where speakers go' });
    new CfnOutput(this, 'WebSocketUrl', { value: gateway.stage.url });
    new CfnOutput(this, 'UserPoolId', {
      value: signIn.pool.userPoolId,
      description: 'Where speakers are added',
    });
  }
}
