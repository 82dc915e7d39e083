// The synthesized stack: what would be deployed, and that it is the system which the local tests have tried.
import { runInNewContext } from 'node:vm';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, test } from 'vitest';
import { FUNCTION_TIMEOUT_SECONDS } from '../../infra/constructs/gateway-function.ts';
import type { Bundle } from '../../infra/bundling/bundle.ts';
import { securityHeaders } from '../../infra/page/security-headers.ts';
import { authorizer, routes } from '../../infra/routes.ts';
import { connectionsTimeouts } from '../../lambdas/connections/connections.ts';
import { distributionTimeouts } from '../../lambdas/distribution/through-connections.ts';
import { databaseTimeouts } from '../../lambdas/store/database.ts';
import { NAME_ATTEMPTS } from '../../lambdas/store/reservation.ts';
import { ROUNDS } from '../../lambdas/store/settle.ts';
import { DISCONNECT_ROUNDS } from '../../lambdas/store/speaker-store.ts';
import { bundleAll, stageWith, type Resource, type Stage } from './stages.ts';

let stage: Stage;
let template: Template;
let bundles: ReadonlyMap<string, Bundle>;

beforeAll(async () => {
  bundles = await bundleAll();
  stage = await stageWith({});
  ({ template } = stage);
});

const resources = (type: string): [string, Resource][] => stage.resources(type);
const functionsOfOurs = () => stage.functions();

describe('the gateway', () => {
  test('has the routes of the route list and no other', () => {
    const keys = resources('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties['RouteKey']);
    expect(keys.sort()).toEqual(routes.map(({ routeKey }) => routeKey).sort());
  });

  test('replies exactly where the route list says so', () => {
    const responses = resources('AWS::ApiGatewayV2::RouteResponse').map(
      ([, { Properties }]) => (Properties['RouteId'] as { Ref: string }).Ref,
    );
    const replying = resources('AWS::ApiGatewayV2::Route').filter(([id]) => responses.includes(id));
    expect(replying.map(([, { Properties }]) => Properties['RouteKey']).sort()).toEqual(
      routes
        .filter(({ replies }) => replies)
        .map(({ routeKey }) => routeKey)
        .sort(),
    );
  });

  test('selects routes by action, as the local gateway does', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      ProtocolType: 'WEBSOCKET',
      RouteSelectionExpression: '$request.body.action',
    });
  });

  test('asks the authorizer at the door, by the subprotocol header that a browser can send', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      IdentitySource: ['route.request.header.Sec-WebSocket-Protocol'],
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: '$connect',
      AuthorizationType: 'CUSTOM',
    });
  });

  test('throttles each route by itself, once the route is there', () => {
    const { Properties, DependsOn } = stage.only('AWS::ApiGatewayV2::Stage');
    expect(Properties['RouteSettings']).toEqual(
      Object.fromEntries(
        routes.map(({ routeKey, throttle }) => [
          routeKey,
          { ThrottlingRateLimit: throttle.perSecond, ThrottlingBurstLimit: throttle.burst },
        ]),
      ),
    );
    // API Gateway refuses settings for a route that it does not know yet.
    for (const [id] of resources('AWS::ApiGatewayV2::Route')) expect(DependsOn).toContain(id);
    // Together they stay under what the account lets through.
    expect(routes.reduce((sum, { throttle }) => sum + throttle.perSecond, 0)).toBeLessThanOrEqual(10_000);
  });

  test('deploys by itself, and logs neither headers nor query strings', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: 'test',
      AutoDeploy: true,
      AccessLogSettings: { Format: Match.stringLikeRegexp('"connectionId":"\\$context.connectionId"') },
    });
    const { Format } = stage.only('AWS::ApiGatewayV2::Stage').Properties['AccessLogSettings'] as {
      Format: string;
    };
    expect(Format).not.toMatch(/header|query|authorizer\.(?!status)/i);
  });
});

describe('the functions', () => {
  test('run on the release that the project is tested on, on arm64, with a time-out below the gateway’s', () => {
    expect(functionsOfOurs()).toHaveLength(routes.length + 1);
    for (const [, { Properties }] of functionsOfOurs()) {
      expect(Properties).toMatchObject({ Runtime: `nodejs${process.versions.node.split('.')[0] ?? ''}.x` });
      expect(Properties).toMatchObject({ Architectures: ['arm64'] });
      expect(Properties['Timeout']).toBeLessThan(29);
    }
  });

  test('have time for everything that they may wait for', () => {
    const call = databaseTimeouts.attempts * databaseTimeouts.attemptMs + RETRY_PAUSES_MS;
    const push = connectionsTimeouts.attempts * connectionsTimeouts.attemptMs;
    const names = NAME_ATTEMPTS * call;
    // createSession at its worst: names, then writes that lose; one that lost to no item at all looks for it.
    expect(names + (ROUNDS + 1) * call).toBeLessThan(FUNCTION_TIMEOUT_SECONDS * 1_000);
    expect(DISCONNECT_ROUNDS * call).toBeLessThan(FUNCTION_TIMEOUT_SECONDS * 1_000);
    // resumeSession at its worst, with both words to the loser.
    expect((ROUNDS + 1) * call + 2 * push).toBeLessThan(FUNCTION_TIMEOUT_SECONDS * 1_000);
    // sendFrames where every listener is slow: the claim, the frames, and a new number of listeners.
    const { postingMs, closingMs } = distributionTimeouts;
    expect(call + 2 * (postingMs + closingMs)).toBeLessThan(FUNCTION_TIMEOUT_SECONDS * 1_000);
  });

  // The SDK's standard retry for DynamoDB pauses 25 ms times a power of two, jittered down, between attempts.
  const RETRY_PAUSES_MS = 25 + 50;

  test('have a log group each, with retention, and a role each', () => {
    const logGroups = functionsOfOurs().map(([, { Properties }]) =>
      JSON.stringify((Properties['LoggingConfig'] as { LogGroup: unknown }).LogGroup),
    );
    const roles = functionsOfOurs().map(([, { Properties }]) => JSON.stringify(Properties['Role']));
    expect(new Set(logGroups).size).toBe(functionsOfOurs().length);
    expect(new Set(roles).size).toBe(functionsOfOurs().length);
    for (const [id, { Properties }] of resources('AWS::Logs::LogGroup'))
      expect([id, Properties['RetentionInDays']]).toEqual([id, 30]);
  });

  test('may do what they do and nothing else', () => {
    const allowed = new Map<string, string[]>();
    for (const [id, { Properties }] of resources('AWS::IAM::Policy').filter(([id]) =>
      id.startsWith('Gateway'),
    )) {
      const { Statement } = Properties['PolicyDocument'] as {
        Statement: { Action: string | string[]; Resource: unknown }[];
      };
      const actions = Statement.flatMap(({ Action }) => Action).filter(
        (action) => !action.startsWith('logs:'),
      );
      if (actions.length > 0)
        allowed.set(
          id.replace(/^Gateway(.*)FunctionRoleDefaultPolicy.*$/, '$1'),
          [...new Set(actions)].sort(),
        );
      for (const { Resource } of Statement) expect(JSON.stringify(Resource)).not.toBe('"*"');
    }
    const pushes = ['dynamodb:GetItem', 'dynamodb:UpdateItem', 'execute-api:ManageConnections'];
    expect(Object.fromEntries(allowed)).toEqual({
      Disconnect: pushes,
      CreateSession: [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:UpdateItem',
        'execute-api:ManageConnections',
      ],
      ResumeSession: pushes,
      UpdateSession: pushes,
      Heartbeat: pushes,
      EndSession: pushes,
      SendFrames: pushes,
      JoinSession: pushes,
      LeaveSession: pushes,
    });
  });

  test('are small: the authorizer carries no AWS SDK', () => {
    const bytes = Object.fromEntries([...bundles].map(([entry, bundle]) => [entry, bundle.bytes]));
    expect(bytes[authorizer.entry]).toBeLessThanOrEqual(17.5 * 1024);
    for (const { entry } of routes)
      expect([entry, bytes[entry]]).toEqual([entry, expect.toSatisfy(atMost(210 * 1024))]);
    const inputs = Object.keys(bundles.get(authorizer.entry)?.metafile.inputs ?? {});
    expect(inputs.filter((input) => input.includes('@aws-sdk') || input.includes('@smithy'))).toEqual([]);
  });
});

describe('sign-in', () => {
  test('is code with PKCE for a page without a secret, back to our page only', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      // By API with the account's credentials only: no ALLOW_USER_PASSWORD_AUTH, no ALLOW_USER_SRP_AUTH.
      ExplicitAuthFlows: [
        'ALLOW_ADMIN_USER_PASSWORD_AUTH',
        'ALLOW_USER_SRP_AUTH',
        'ALLOW_REFRESH_TOKEN_AUTH',
      ],
      AllowedOAuthScopes: ['openid', 'profile'],
      CallbackURLs: [Match.objectLike({ 'Fn::Join': Match.anyValue() })],
    });
  });

  test('shows managed login', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolDomain', { ManagedLoginVersion: 2 });
    template.resourceCountIs('AWS::Cognito::ManagedLoginBranding', 1);
  });
});

describe('the site', () => {
  test('is private behind CloudFront, with a policy that allows the gateway and nothing inline', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    });
    const [[, policy] = ['', undefined]] = resources('AWS::CloudFront::ResponseHeadersPolicy');
    const text = JSON.stringify(policy?.Properties);
    expect(text).toContain('ApiEndpoint');
    expect(text).not.toMatch(/unsafe-inline|unsafe-eval/);
  });

  test('is served with the headers of the local site, and TLS for a year', () => {
    const { ResponseHeadersPolicyConfig } = stage.only('AWS::CloudFront::ResponseHeadersPolicy')
      .Properties as {
      ResponseHeadersPolicyConfig: {
        CustomHeadersConfig: { Items: { Header: string; Value: string }[] };
        SecurityHeadersConfig: Record<string, Record<string, unknown>>;
      };
    };
    const { CustomHeadersConfig, SecurityHeadersConfig } = ResponseHeadersPolicyConfig;
    const others = Object.entries(securityHeaders([])).filter(([name]) => name !== 'content-security-policy');
    expect({
      ...Object.fromEntries(CustomHeadersConfig.Items.map(({ Header, Value }) => [Header, Value])),
      'x-content-type-options': SecurityHeadersConfig['ContentTypeOptions'] && 'nosniff',
      'x-frame-options': SecurityHeadersConfig['FrameOptions']?.['FrameOption'],
      'referrer-policy': SecurityHeadersConfig['ReferrerPolicy']?.['ReferrerPolicy'],
    }).toEqual(Object.fromEntries(others));
    expect(SecurityHeadersConfig['StrictTransportSecurity']).toMatchObject({
      AccessControlMaxAgeSec: 31_536_000,
      IncludeSubdomains: false,
    });
    for (const header of Object.values(SecurityHeadersConfig)) expect(header['Override']).toBe(true);
  });

  test('every path of a listener is the listener’s page, and no other path is', () => {
    const [[, rewriting] = ['', undefined]] = resources('AWS::CloudFront::Function');
    const { FunctionCode } = rewriting?.Properties as { FunctionCode: string };
    const uriFor = (uri: string): unknown =>
      runInNewContext(`${FunctionCode}; handler(event).uri`, { event: { request: { uri } } });
    expect(uriFor('/listen/caring-king-2754')).toBe('/listen.html');

    const { DistributionConfig } = stage.only('AWS::CloudFront::Distribution').Properties as {
      DistributionConfig: Record<'DefaultCacheBehavior', object> &
        Record<'CacheBehaviors', { PathPattern: string; FunctionAssociations: object[] }[]>;
    };
    expect(DistributionConfig.DefaultCacheBehavior).not.toHaveProperty('FunctionAssociations');
    expect(DistributionConfig.CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual([
      '/listen',
      '/listen/*',
    ]);
    for (const { FunctionAssociations, PathPattern, ...others } of DistributionConfig.CacheBehaviors) {
      expect(FunctionAssociations.length, PathPattern).toBe(1);
      expect(others).toEqual(DistributionConfig.DefaultCacheBehavior);
    }
  });

  test('only its own address is admitted as an origin', () => {
    expect(JSON.stringify(stage.variables('Authorizer')['ALLOWED_ORIGINS'])).toMatch(
      /^\{"Fn::Join":\["",\["https:\/\/",\{"Fn::GetAtt":/,
    );
  });
});

function atMost(limit: number) {
  return (value: number | undefined) => value !== undefined && value <= limit;
}
