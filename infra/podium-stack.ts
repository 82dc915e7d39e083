/** Everything that a stage of Podium is made of. */
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Monitoring } from './constructs/monitoring.ts';
import { SessionGateway } from './constructs/session-gateway.ts';
import { SessionHistory } from './constructs/session-history.ts';
import { SpeakerSignIn } from './constructs/speaker-sign-in.ts';
import { SpeakerSite } from './constructs/speaker-site.ts';
import { SpeakerTable } from './constructs/speaker-table.ts';
import { bundleOf } from './bundling/bundle-of.ts';
import type { BuiltParts } from './podium-app.ts';
import { history } from './routes.ts';
import type { Settings } from './settings.ts';
import { oidcOrigins, oidcSignIn } from './sign-in.ts';

export interface PodiumStackProps extends StackProps, BuiltParts {
  /** Names the stage: in the WebSocket URL and in the sign-in's domain. */
  readonly stage: string;
  readonly settings: Settings;
}

export class PodiumStack extends Stack {
  constructor(scope: Construct, id: string, props: PodiumStackProps) {
    super(scope, id, props);
    const { stage, settings, bundles, pageDirectory } = props;
    const { oidc } = settings;
    const retain = settings.removal === 'retain';
    const { table } = new SpeakerTable(this, 'Speakers', { retain });
    const gateway = new SessionGateway(this, 'Gateway', { stage, settings, table, bundles });
    const site = new SpeakerSite(this, 'Site', {
      settings,
      connectsTo: [
        gateway.origin,
        ...(oidc === undefined ? SpeakerSignIn.origins(stage) : oidcOrigins(oidc)),
      ],
    });
    const allowedOrigins = [site.url, ...settings.allowedOrigins];
    const { page, admission, pool } =
      oidc === undefined
        ? new SpeakerSignIn(this, 'SignIn', { stage, pageOrigins: allowedOrigins, retain })
        : oidcSignIn(oidc);
    gateway.open({
      ...admission,
      ALLOWED_ORIGINS: allowedOrigins.join(','),
      LISTENERS: settings.listeners,
    });
    site.publish(pageDirectory, {
      webSocketUrl: gateway.url,
      languages: settings.languages,
      listeners: settings.listeners,
      signIn: page,
    });
    const past = new SessionHistory(this, 'History', {
      stage,
      sessions: table,
      settings,
      bundle: bundleOf(bundles, history.entry),
      retain,
    });
    const functions = new Map([...gateway.functions, [history.name, past.handler] as const]);
    new Monitoring(this, 'Monitoring', {
      stage,
      settings,
      table,
      apiId: gateway.api.apiId,
      functions: new Map([...functions].map(([name, { lambda }]) => [name, lambda])),
      functionLogs: [...functions.values()].map(({ log }) => log),
      accessLog: gateway.accessLog,
    });

    const output = (name: string, value: string | undefined, description: string) =>
      value === undefined ? undefined : new CfnOutput(this, name, { value, description });
    output('SiteUrl', site.url, 'Where speakers go');
    output('WebSocketUrl', gateway.url, 'What their page connects to');
    output('UserPoolId', pool?.userPoolId, 'Where speakers are added');
    output('PageClientId', page.clientId, 'Whose tokens the gateway lets in');
    output('TableName', table.tableName, 'Where speakers are kept');
    output('HistoryTableName', past.table.tableName, 'Where the history of sessions is kept');
    output('HistoryDays', String(settings.historyDays), 'For how long');
    output('ConnectionsEndpoint', gateway.stage.callbackUrl, 'Where connections are told, and closed');
    output('SiteDnsTarget', site.dnsTarget, 'What the DNS record of the own domain of the site must name');
    output(
      'WebSocketDnsTarget',
      gateway.domain?.dnsTarget,
      'What the DNS record of the own domain of the WebSocket API must name',
    );
  }
}
