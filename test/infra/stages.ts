// The kinds of stage there are, synthesized without network and account for the tests of what would be deployed.
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { join } from 'node:path';
import cdk from '../../cdk.json' with { type: 'json' };
import { bundleFunctions, type Bundle } from '../../infra/bundling/bundle.ts';
import { addStage } from '../../infra/podium-app.ts';
import { functionEntries } from '../../infra/routes.ts';
import { checkSettings } from '../../infra/settings.ts';

// The template validator takes longer than everything else; it has a test of its own.
process.env['CDK_VALIDATION'] ??= 'false';

export type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  DependsOn?: string[];
  DeletionPolicy?: string;
};

const certificate = (region: string) =>
  `arn:aws:acm:${region}:111122223333:certificate/00000000-0000-0000-0000-000000000000`;

export const oidc = {
  issuer: 'https://login.example.com/',
  clientId: 'podium-page',
  audience: 'https://podium.example.com',
  jwksUri: 'https://login.example.com/.well-known/jwks.json',
};
const domains = {
  region: 'eu-central-1',
  siteDomain: { name: 'live.example.com', certificateArn: certificate('us-east-1') },
  webSocketDomain: { name: 'ws.example.com', certificateArn: certificate('eu-central-1') },
};

/** What a stage's file may say, at its extremes. */
export const kinds = {
  'with Cognito': {},
  'with Cognito and own domains': { ...domains, removal: 'retain' },
  'with a foreign issuer': { oidc },
  'with a foreign issuer, own domains and everything else that can be set': {
    ...domains,
    oidc: { ...oidc, otherOrigins: ['https://keys.example.com'] },
    allowedOrigins: ['https://studio.example.com'],
    removal: 'retain',
    tracing: true,
    alarmEmail: 'ops@example.com',
    throttles: { $default: { perSecond: 5, burst: 10 } },
    reservedConcurrency: { authorizer: 50, heartbeat: 100 },
    logRetentionDays: 90,
  },
} as const;
export type Kind = keyof typeof kinds;

export const bundleAll = (): Promise<ReadonlyMap<string, Bundle>> => bundleFunctions(functionEntries);

/** An app with that stage, not yet synthesized. */
export async function appWith(given: unknown, stage = 'test') {
  const app = new App({ context: cdk.context });
  const stack = addStage(app, stage, checkSettings(given), {
    bundles: await bundleAll(),
    pageDirectory: join(import.meta.dirname, 'page'),
  });
  return { app, stack };
}

export class Stage {
  readonly template: Template;

  constructor(template: Template) {
    this.template = template;
  }

  resources(type: string): [string, Resource][] {
    return Object.entries(this.template.findResources(type) as Record<string, Resource>);
  }

  only(type: string): Resource {
    const found = this.resources(type);
    const [[, resource] = ['', undefined]] = found;
    if (resource === undefined || found.length > 1) throw new Error(`${found.length} resources are ${type}.`);
    return resource;
  }

  /** Ours, not those of the construct library. */
  functions(): [string, Resource][] {
    return this.resources('AWS::Lambda::Function').filter(([id]) => id.startsWith('Gateway'));
  }

  variables(functionId: string): Record<string, unknown> {
    const [, found] = this.functions().find(([id]) => id.includes(functionId)) ?? [];
    return (found?.Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;
  }
}

export async function stageWith(given: unknown, stage?: string): Promise<Stage> {
  const { stack } = await appWith(given, stage);
  return new Stage(Template.fromStack(stack));
}
