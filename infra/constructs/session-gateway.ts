/** The WebSocket API: routes.ts in CloudFormation, an authorizer at the door, one stage with throttles and a log. */
import { Duration, Stack } from 'aws-cdk-lib';
import {
  CfnStage,
  LogGroupLogDestination,
  WebSocketApi,
  WebSocketStage,
  type WebSocketRoute,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Bundle } from '../bundling/bundle.ts';
import { bundleOf } from '../bundling/bundle-of.ts';
import { termsOf } from '../lambda-environment.ts';
import { authorizer, routes, type Route } from '../routes.ts';
import type { Settings } from '../settings.ts';
import { accessLogFormat } from './access-log.ts';
import { GatewayDomain } from './gateway-domain.ts';
import { connectionArns, GatewayFunction, onKeys } from './gateway-function.ts';
import { stageLog } from './stage-log.ts';

export interface SessionGatewayProps {
  readonly stage: string;
  readonly settings: Settings;
  readonly table: TableV2;
  /** By entry, as routes.ts names them. */
  readonly bundles: ReadonlyMap<string, Bundle>;
}

export class SessionGateway extends Construct {
  readonly api: WebSocketApi;
  readonly stage: WebSocketStage;
  /** The origin that a page connects to, `wss://…`. */
  readonly origin: string;
  /** What a page connects to. */
  readonly url: string;
  /** What the own domain has to point to, where there is one. */
  readonly domain: GatewayDomain | undefined;
  readonly accessLog: LogGroup;
  /** By route, and `authorizer`; there once the gateway is open. */
  readonly functions = new Map<string, GatewayFunction>();

  readonly #props: SessionGatewayProps;

  constructor(scope: Construct, id: string, props: SessionGatewayProps) {
    super(scope, id);
    this.#props = props;
    const { settings } = props;
    this.api = new WebSocketApi(this, 'Api', {
      apiName: `Podium-${props.stage}`,
      routeSelectionExpression: '$request.body.action',
    });
    this.accessLog = stageLog(this, 'AccessLog', settings);
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: this.api,
      stageName: props.stage,
      autoDeploy: true,
      accessLogSettings: {
        destination: new LogGroupLogDestination(this.accessLog),
        format: accessLogFormat,
      },
    });
    const own = settings.webSocketDomain;
    this.domain = own && new GatewayDomain(this, 'Domain', { ...own, api: this.api, stage: this.stage });
    this.origin = own === undefined ? this.api.apiEndpoint : `wss://${own.name}`;
    this.url = own === undefined ? this.stage.url : `wss://${own.name}`;
  }

  /**
   * Adds authorizer and routes. Apart from the constructor, since the page's address comes after the API's.
   * @param admission the authorizer's variables
   */
  open(admission: Readonly<Record<string, string>>): void {
    const admit = new WebSocketLambdaAuthorizer('Authorizer', this.#authorizer(admission).lambda, {
      // A browser cannot send an Authorization header with a WebSocket; the default would refuse everyone.
      identitySource: ['route.request.header.Sec-WebSocket-Protocol'],
    });
    const added = routes.map((route) =>
      this.api.addRoute(route.routeKey, {
        integration: new WebSocketLambdaIntegration(`${idOf(route)}Integration`, this.#handler(route).lambda),
        returnResponse: route.replies,
        ...(route.routeKey === '$connect' ? { authorizer: admit } : {}),
      }),
    );
    this.#throttle(added);
  }

  #throttle(added: readonly WebSocketRoute[]): void {
    const stage = this.stage.node.defaultChild;
    if (!(stage instanceof CfnStage))
      throw new Error('The stage of the construct library is not what it was.');
    // The construct has throttles for all routes alike only. CloudFormation takes this property as plain JSON.
    stage.routeSettings = Object.fromEntries(
      routes.map(({ routeKey, throttle }) => {
        const { perSecond, burst } = this.#props.settings.throttles[routeKey] ?? throttle;
        return [routeKey, { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst }];
      }),
    );
    // A stage with settings for a route that is not there yet is refused: "Unable to find Route by key".
    this.stage.node.addDependency(...added);
  }

  #authorizer(admission: Readonly<Record<string, string>>): GatewayFunction {
    const admitting = new GatewayFunction(this, 'AuthorizerFunction', {
      description: 'Podium: verifies the token and the origin of a new connection',
      bundle: bundleOf(this.#props.bundles, authorizer.entry),
      settings: this.#props.settings,
      settingsName: authorizer.name,
      timeout: Duration.seconds(10),
      environment: admission,
    });
    this.functions.set(authorizer.name, admitting);
    return admitting;
  }

  #handler(route: Route): GatewayFunction {
    const { table, settings } = this.#props;
    const handler = new GatewayFunction(this, `${idOf(route)}Function`, {
      description: `Podium: route ${route.routeKey}`,
      bundle: bundleOf(this.#props.bundles, route.entry),
      settings,
      settingsName: route.routeKey,
      memoryMib: route.memoryMib,
      ...(route.uses.length === 0
        ? {}
        : {
            environment: {
              TABLE_NAME: table.tableName,
              CONNECTIONS_ENDPOINT: this.stage.callbackUrl,
              ...termsOf(settings),
            },
          }),
    });
    this.functions.set(route.routeKey, handler);
    for (const service of route.uses)
      switch (service) {
        case 'speakers':
          // The read is for an engine or an answer without the item that a condition lost to.
          handler.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [table.tableArn], onKeys('SPEAKER#*'));
          break;
        case 'sessions':
          // No listener ever writes a speaker's item: here it cannot.
          handler.allow(['dynamodb:GetItem'], [table.tableArn], onKeys('SPEAKER#*'));
          break;
        case 'names':
          handler.allow(['dynamodb:PutItem'], [table.tableArn], onKeys('SESSION#*'));
          break;
        case 'lookup':
          handler.allow(['dynamodb:GetItem'], [table.tableArn], onKeys('SESSION#*'));
          break;
        case 'listeners':
          handler.allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], [table.tableArn], onKeys('LISTENERS#*'));
          break;
        case 'joins':
          handler.allow(['dynamodb:UpdateItem'], [table.tableArn], onKeys('JOINS#*'));
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
}

/** `$connect` -> `Connect`, `createSession` -> `CreateSession`. A construct's id is contract: it names the resource. */
const idOf = ({ routeKey }: Route): string => {
  const name = routeKey.replace('$', '');
  return name.charAt(0).toUpperCase() + name.slice(1);
};
