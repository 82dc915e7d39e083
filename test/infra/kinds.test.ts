// Every kind of stage, by what is meant and not by the whole template: who is let in, what the page is told, what is left behind.
import { App, Stack } from 'aws-cdk-lib';
import { beforeAll, describe, expect, test } from 'vitest';
import { readSettings } from '../../lambdas/runtime/environment.ts';
import { Template } from 'aws-cdk-lib/assertions';
import { appWith, kinds, oidc, Stage, stageWith, type Kind, type Resource } from './stages.ts';

const stages = new Map<Kind, Stage>();
const kindNames = Object.keys(kinds) as Kind[];
const stageOf = (kind: Kind): Stage => {
  const stage = stages.get(kind);
  if (stage === undefined) throw new Error(`${kind} is not synthesized.`);
  return stage;
};

beforeAll(async () => {
  for (const kind of kindNames) stages.set(kind, await stageWith(kinds[kind]));
});

/** What a template says with its intrinsic functions taken for names. */
const plain = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/\{"Ref":"([^"]+)"\}/g, '<$1>')
    .replace(/\{"Fn::GetAtt":\["([^"]+)","([^"]+)"\]\}/g, '<$1.$2>')
    .replace(/\{"Fn::Join":\["",\[(.*?)\]\]\}/g, (_, parts: string) => parts.replace(/^"|"$|"?,"?/g, ''))
    .replace(/^"|"$/g, '');
const outputs = (stage: Stage) =>
  Object.fromEntries(
    Object.entries(stage.template.findOutputs('*') as Record<string, { Value: unknown }>).map(
      ([name, { Value }]) => [name, plain(Value)],
    ),
  );
const policyOf = (stage: Stage): string => {
  const { ResponseHeadersPolicyConfig } = stage.only('AWS::CloudFront::ResponseHeadersPolicy').Properties;
  const { SecurityHeadersConfig } = ResponseHeadersPolicyConfig as {
    SecurityHeadersConfig: { ContentSecurityPolicy: { ContentSecurityPolicy: unknown } };
  };
  return plain(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy);
};

const ADDRESSES = {
  distribution: 'https://<SiteDistribution390DED28.DomainName>',
  api: 'wss://<GatewayApi4EDF2151>.execute-api.<AWS::Region>.<AWS::URLSuffix>/test',
};

describe.each(kindNames)('a stage %s', (kind) => {
  const given: {
    oidc?: unknown;
    siteDomain?: unknown;
    allowedOrigins?: readonly string[];
    removal?: string;
    listeners?: string;
  } = kinds[kind];
  const ownDomain = given.siteDomain !== undefined;
  const site = ownDomain ? 'https://live.example.com' : ADDRESSES.distribution;

  test('says where it is, and what the DNS records of own domains must name', () => {
    const told = outputs(stageOf(kind));
    expect(told).toMatchObject({
      SiteUrl: site,
      WebSocketUrl: ownDomain ? 'wss://ws.example.com' : ADDRESSES.api,
    });
    expect(Object.keys(told).filter((name) => name.includes('Dns'))).toEqual(
      ownDomain ? ['SiteDnsTarget', 'WebSocketDnsTarget'] : [],
    );
    expect('UserPoolId' in told).toBe(given.oidc === undefined);
  });

  test('lets in tokens of its issuer, from its own page and the origins that it names', () => {
    const variables = Object.fromEntries(
      Object.entries(stageOf(kind).variables('Authorizer')).map(([name, value]) => [name, plain(value)]),
    );
    expect(variables).toEqual({
      ...(given.oidc === undefined
        ? {
            ISSUER: 'https://cognito-idp.<AWS::Region>.<AWS::URLSuffix>/<SignInPoolFD298EFA>',
            CLIENT_ID: '<SignInPoolPage1949FE72>',
          }
        : { ISSUER: oidc.issuer, AUDIENCE: oidc.audience, JWKS_URI: oidc.jwksUri }),
      ALLOWED_ORIGINS: [site, ...(given.allowedOrigins ?? [])].join(','),
      LISTENERS: given.listeners ?? 'anyone',
    });
  });

  test('has a user pool exactly where it has no other issuer', () => {
    expect(stageOf(kind).resources('AWS::Cognito::UserPool')).toHaveLength(given.oidc === undefined ? 1 : 0);
  });

  test('lets its page talk to gateway and sign-in, and to nothing else', () => {
    const policy = policyOf(stageOf(kind));
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    const connects = /connect-src ([^;]*)/.exec(policy)?.[1]?.split(' ') ?? [];
    const signIn =
      given.oidc === undefined
        ? 2
        : 1 + ((given.oidc as { otherOrigins?: readonly string[] }).otherOrigins ?? []).length;
    expect(connects.slice(0, 1)).toEqual(["'self'"]);
    expect(connects[1]).toMatch(ownDomain ? /^wss:\/\/ws\.example\.com$/ : /GatewayApi4EDF2151/);
    expect(connects).toHaveLength(2 + signIn);
  });

  test('has own domains with TLS 1.2 where it has any', () => {
    const { DistributionConfig } = stageOf(kind).only('AWS::CloudFront::Distribution').Properties as {
      DistributionConfig: { Aliases?: string[]; ViewerCertificate?: object };
    };
    expect(DistributionConfig.Aliases).toEqual(ownDomain ? ['live.example.com'] : undefined);
    expect(stageOf(kind).resources('AWS::ApiGatewayV2::DomainName')).toHaveLength(ownDomain ? 1 : 0);
    if (!ownDomain) return;
    expect(DistributionConfig.ViewerCertificate).toMatchObject({ MinimumProtocolVersion: 'TLSv1.2_2021' });
    stageOf(kind).template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainName: 'ws.example.com',
      DomainNameConfigurations: [{ SecurityPolicy: 'TLS_1_2' }],
    });
    stageOf(kind).template.hasResourceProperties('AWS::ApiGatewayV2::ApiMapping', { Stage: 'test' });
  });

  test('leaves nothing behind but tables and user pool, and those only where that was asked for', () => {
    const kept = Object.values(
      stageOf(kind).template.toJSON()['Resources'] as Record<
        string,
        { Type: string; DeletionPolicy?: string }
      >,
    )
      .filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain') === true)
      .map(({ Type }) => Type)
      .sort();
    const pool = given.oidc === undefined ? ['AWS::Cognito::UserPool'] : [];
    const TABLE = 'AWS::DynamoDB::GlobalTable';
    expect(kept).toEqual(given.removal === 'retain' ? [...pool, TABLE, TABLE] : []);
  });

  test('has a log group of its own behind every function, and no function that could make another', () => {
    const stage = stageOf(kind);
    const groups = stage.resources('AWS::Logs::LogGroup').map(([id]) => id);
    for (const [id, { Properties }] of stage.resources('AWS::Lambda::Function')) {
      const { LogGroup } = (Properties['LoggingConfig'] ?? {}) as { LogGroup?: { Ref: string } };
      expect([id, groups.includes(LogGroup?.Ref ?? '')]).toEqual([id, true]);
    }
    for (const [, { Properties }] of stage.resources('AWS::Logs::LogGroup'))
      expect(Properties).not.toHaveProperty('LogGroupName');
    const text = JSON.stringify(stage.template.toJSON());
    expect(text).not.toContain('logs:CreateLogGroup');
    expect(text).not.toContain('AWSLambdaBasicExecutionRole');
  });

  test('tells its functions terms that they accept', () => {
    const variables = stageOf(kind).variables('CreateSession');
    expect(() =>
      readSettings({ ...variables, TABLE_NAME: 'table', CONNECTIONS_ENDPOINT: 'https://x' }),
    ).not.toThrow();
  });
});

describe('settings of a stage', () => {
  const everything = 'with a foreign issuer, own domains and everything else that can be set';

  test('are, where it says nothing, what the functions take for granted', () => {
    const variables = stageOf('with Cognito').variables('CreateSession') as Record<string, string>;
    const elsewhere = { TABLE_NAME: 'table', CONNECTIONS_ENDPOINT: 'https://x' };
    expect(readSettings({ ...variables, ...elsewhere })).toEqual(
      readSettings({ LANGUAGES: variables['LANGUAGES'], ...elsewhere }),
    );
  });

  test('reach the functions that they are about', async () => {
    const stage = await stageWith({
      leaseSeconds: 400,
      graceSeconds: 60,
      heartbeatSeconds: 100,
      rotateMinutes: 30,
      sessionHours: 2,
      createsPerHour: 7,
      languages: ['en', 'pt-BR'],
    });
    expect(stage.variables('Heartbeat')).toMatchObject({
      LEASE_MS: '400000',
      GRACE_MS: '60000',
      HEARTBEAT_MS: '100000',
      ROTATE_MS: '1800000',
      SESSION_MS: '7200000',
      CREATE_LIMIT: '7',
      LANGUAGES: 'en,pt-BR',
    });
  });

  test('set throttles by route, reserved concurrency by function, retention of logs, and tracing', () => {
    const stage = stageOf(everything);
    expect(stage.only('AWS::ApiGatewayV2::Stage').Properties['RouteSettings']).toMatchObject({
      $default: { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 },
      heartbeat: { ThrottlingRateLimit: 2_000 },
    });
    const reserved = stage
      .functions()
      .map(([id, { Properties }]) => [id, Properties['ReservedConcurrentExecutions']] as const)
      .filter(([, value]) => value !== undefined);
    expect(reserved.map(([id, value]) => [id.replace(/Function.*$/, ''), value])).toEqual([
      ['GatewayAuthorizer', 50],
      ['GatewayHeartbeat', 100],
    ]);
    for (const [, { Properties }] of stage.functions())
      expect(Properties['TracingConfig']).toEqual({ Mode: 'Active' });
    for (const [, { Properties }] of stage.resources('AWS::Logs::LogGroup'))
      expect(Properties['RetentionInDays']).toBe(90);
  });

  test('trace nothing and may trace nothing unless it is asked for', () => {
    const text = JSON.stringify(stageOf('with Cognito').template.toJSON());
    expect(text).not.toContain('xray:');
    expect(text).not.toContain('"Active"');
  });
});

describe('two stages side by side', () => {
  /** Names that are unique in an account and region. Those that nobody gives, CloudFormation makes up. */
  /** Names of things inside of what has a name, and of what is measured: two stages may have the same. */
  const innerNames = ['AttributeName', 'MetricName', 'Namespace', 'StageName', 'PolicyName'];
  /** Every literal that names something for the whole account or region: what is a reference is somebody else's name. */
  const fixedNames = (stack: Stack): readonly string[] => {
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
    const namesIn = (value: unknown, inner: boolean): string[] => {
      if (Array.isArray(value)) return value.flatMap((each) => namesIn(each, true));
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([key, each]) => {
        const names = /Name$/.test(key) && !innerNames.includes(key) && !(inner && key === 'Name');
        return names && typeof each === 'string' ? [`${key} ${each}`] : namesIn(each, inner);
      });
    };
    const domains = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Cognito::UserPoolDomain');
    return [
      // An authorizer's name is its API's.
      ...Object.values(Resources).flatMap(({ Type, Properties }) =>
        namesIn(Properties, Type === 'AWS::ApiGatewayV2::Authorizer'),
      ),
      ...domains.map(({ Properties }) => plain(Properties['Domain'])),
    ];
  };

  test('share no name, and the account’s role for access logs only', async () => {
    const [blue, green] = await Promise.all([appWith({}, 'blue'), appWith({}, 'green')]);
    expect([blue.stack.stackName, green.stack.stackName]).toEqual(['Podium-blue', 'Podium-green']);
    expect(fixedNames(blue.stack)).toContain('podium-blue-<AWS::AccountId>');
    const others = fixedNames(green.stack);
    expect(others.length).toBeGreaterThan(4);
    expect(fixedNames(blue.stack).filter((name) => others.includes(name))).toEqual([]);
  });

  test('of one name in two regions share no name either, in what an account has once for all regions', () => {
    const only = (type: string, of: string): unknown => {
      const { Properties } = stageOf('with Cognito').only(`AWS::CloudFront::${type}`);
      return { ...Properties, ...(Properties[of] as object | undefined) }['Name'];
    };
    for (const name of [
      only('Function', 'FunctionConfig'),
      only('ResponseHeadersPolicy', 'ResponseHeadersPolicyConfig'),
      only('OriginAccessControl', 'OriginAccessControlConfig'),
    ])
      expect(plain(name)).toContain('<AWS::Region>');
  });

  test('wait for the account’s role, which is in a stack that no stage takes with it', async () => {
    const { app, stack } = await appWith({});
    const account = stack.dependencies[0];
    expect(account?.stackName).toBe('PodiumAccount');
    expect(
      new Stage(Template.fromStack(account ?? new Stack(new App()))).resources('AWS::ApiGateway::Account'),
    ).toHaveLength(1);
    expect(app.node.children.filter((child) => child instanceof Stack)).toHaveLength(2);
    expect(stageOf('with Cognito').resources('AWS::ApiGateway::Account')).toEqual([]);
  });
});
