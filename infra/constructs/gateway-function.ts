/** One Lambda with a role and a log group of its own: it may write its log, and what is added by name. */
import { Duration, type Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Bundle } from '../bundling/bundle.ts';
import type { Settings } from '../settings.ts';
import { stageLog } from './stage-log.ts';

export interface GatewayFunctionProps {
  /** What the function is for, in the console. */
  readonly description: string;
  readonly bundle: Bundle;
  readonly settings: Pick<Settings, 'logRetentionDays' | 'tracing' | 'reservedConcurrency'>;
  /** Its name in the setting `reservedConcurrency`. */
  readonly settingsName: string;
  readonly environment?: Record<string, string>;
  /** @default 512 */
  readonly memoryMib?: number | undefined;
  /** Below API Gateway's 29 s, above the sum of what the function's own calls may take. @default 20 seconds */
  readonly timeout?: Duration;
}

/** CPU comes with memory; cold starts are loading code, and a quarter of a CPU makes them slow. */
const MEMORY_MIB = 512;

export class GatewayFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly log: LogGroup;

  constructor(scope: Construct, id: string, props: GatewayFunctionProps) {
    super(scope, id);
    const { settings, settingsName } = props;
    this.log = stageLog(this, 'Log', settings);
    const reserved = settings.reservedConcurrency[settingsName];
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.log.logGroupArn],
      }),
    );
    this.lambda = new LambdaFunction(this, 'Function', {
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMib ?? MEMORY_MIB,
      timeout: props.timeout ?? Duration.seconds(FUNCTION_TIMEOUT_SECONDS),
      handler: 'index.handler',
      code: Code.fromAsset(props.bundle.directory),
      role,
      logGroup: this.log,
      environment: { ...props.environment },
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
    });
  }

  /** Adds exactly these actions on exactly these resources; CDK's own grants add more than anyone needs. */
  allow(actions: readonly string[], resources: readonly string[], conditions?: Conditions): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: [...resources],
        ...(conditions && { conditions }),
      }),
    );
  }
}

type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Items whose key begins so, and no others. Every operation that Podium makes names its key, so none slips past it. */
export const onKeys = (pattern: string): Conditions => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
});

/** A unit test holds the handlers' own time-outs below it. */
export const FUNCTION_TIMEOUT_SECONDS = 20;

/** `<stage>/<verb>/@connections/*`, for the verbs that Podium's functions use. */
export const connectionArns = (stack: Stack, apiId: string, stageName: string): readonly string[] =>
  ['POST', 'DELETE'].map((verb) =>
    stack.formatArn({
      service: 'execute-api',
      resource: apiId,
      resourceName: `${stageName}/${verb}/@connections/*`,
    }),
  );
