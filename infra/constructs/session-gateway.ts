/** The WebSocket API: routes.ts in CloudFormation, an authorizer at the door, one stage with throttles and a log. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { LogGroupLogDestination, WebSocketApi, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Bundle } from '../bundling/bundle.ts';
import { authorizer, routes, type Route } from '../routes.ts';
import { connectionArns, GatewayFunction } from './gateway-function.ts';
import { GatewayLogging } from './gateway-logging.ts';

export interface SessionGatewayProps {
  readonly stage: string;
  readonly table: TableV2;
  /** BCP 47 tags that speakers may choose from. */
  readonly languages: readonly string[];
  /** By entry, as routes.ts names them. */
  readonly bundles: ReadonlyMap<string, Bundle>;
}

/** What a token must be, and where its page must come from. */
export interface Admission {
  readonly issuer: string;
  readonly clientId: string;
  /** Exact origins, e.g. `https://d111111abcdef8.cloudfront.net`. */
  readonly allowedOrigins: readonly string[];
}

/** Messages a second over all connections of the stage; the account's own quota is 10,000. */
const THROTTLE = { rateLimit: 2_000, burstLimit: 1_000 } as const;

/** No header, no query string: neither could hold anything but a token or nonsense. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    connectionId: '$context.connectionId',
    eventType: '$context.eventType',
    routeKey: '$context.routeKey',
    status: '$context.status',
    requestTimeEpoch: '$context.requestTimeEpoch',
    integrationLatency: '$context.integrationLatency',
    integrationStatus: '$context.integration.status',
    authorizerStatus: '$context.authorizer.status',
    error: '$context.error.messageString',
    integrationError: '$context.integrationErrorMessage',
  }),
);

export class SessionGateway extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;

  readonly #props: SessionGatewayProps;

  constructor(scope: Construct, id: string, props: SessionGatewayProps) {
    super(scope, id);
    this.#props = props;
    this.api = new WebSocketApi(this, 'Api', { routeSelectionExpression: '$request.body.action' });
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const logging = new GatewayLogging(this, 'Logging');
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: props.stage,
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: { destination: new LogGroupLogDestination(accessLog), format: accessLogFormat },
    });
    this.stage.node.addDependency(logging);
  }

  /** Adds authorizer and routes. Apart from the constructor, since the page's address comes after the API's. */
  open(admission: Admission): void {
    const admit = new WebSocketLambdaAuthorizer('Authorizer', this.#authorizer(admission).lambda, {
      // A browser cannot send an Authorization header with a WebSocket; the default would refuse everyone.
      identitySource: ['route.request.header.Sec-WebSocket-Protocol'],
    });
    for (const route of routes)
      this.api.addRoute(route.routeKey, {
        integration: new WebSocketLambdaIntegration(`${idOf(route)}Integration`, this.#handler(route).lambda),
        returnResponse: route.replies,
        ...(route.routeKey === '$connect' ? { authorizer: admit } : {}),
      });
  }

  #authorizer({ issuer, clientId, allowedOrigins }: Admission): GatewayFunction {
    return new GatewayFunction(this, 'AuthorizerFunction', {
      description: 'Podium: verifies the token and the origin of a new connection',
      bundle: this.#bundle(authorizer.entry),
      timeout: Duration.seconds(10),
      environment: { ISSUER: issuer, CLIENT_ID: clientId, ALLOWED_ORIGINS: allowedOrigins.join(',') },
    });
  }

  #handler(route: Route): GatewayFunction {
    const { table, languages } = this.#props;
    const handler = new GatewayFunction(this, `${idOf(route)}Function`, {
      description: `Podium: route ${route.routeKey}`,
      bundle: this.#bundle(route.entry),
      ...(route.uses.length === 0
        ? {}
        : {
            environment: {
              TABLE_NAME: table.tableName,
              CONNECTIONS_ENDPOINT: this.stage.callbackUrl,
              LANGUAGES: languages.join(','),
            },
          }),
    });
    for (const service of route.uses)
      switch (service) {
        case 'speakers':
          // The read is for an engine or an answer without the item that a condition lost to.
          handler.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [table.tableArn]);
          break;
        case 'names':
          handler.allow(['dynamodb:PutItem'], [table.tableArn]);
          break;
        case 'connections':
          handler.allow(
            ['execute-api:ManageConnections'],
            connectionArns(Stack.of(this), this.api.apiId, this.#props.stage),
          );
          break;
      }
    return handler;
  }

  #bundle(entry: string): Bundle {
    const bundle = this.#props.bundles.get(entry);
    if (bundle === undefined) throw new Error(`${entry} was not bundled.`);
    return bundle;
  }
}

/** `$connect` -> `Connect`, `createSession` -> `CreateSession`. A construct's id is contract: it names the resource. */
const idOf = ({ routeKey }: Route): string => {
  const name = routeKey.replace('$', '');
  return name.charAt(0).toUpperCase() + name.slice(1);
};
