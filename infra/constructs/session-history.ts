/** What became of every session, behind the table's stream: a function, a table of its own, and the mapping between. */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Bundle } from '../bundling/bundle.ts';
import { history } from '../routes.ts';
import type { Settings } from '../settings.ts';
import { GatewayFunction } from './gateway-function.ts';
import { TTL_ATTRIBUTE } from './speaker-table.ts';

export interface SessionHistoryProps {
  /** Names it in the metrics: behind a stream's record is no request that would say it. */
  readonly stage: string;
  /** Whose stream is read. */
  readonly sessions: TableV2;
  readonly settings: Settings;
  readonly bundle: Bundle;
  /** Whether the history outlives its stack, and is protected from deletion. */
  readonly retain: boolean;
}

/** A batch of this many writes, one after the other, is done long before the function's time is over. */
const BATCH = 100;
const TIMEOUT = Duration.seconds(60);
/** Fewer and fuller batches: nobody waits for a history. */
const BATCHING_WINDOW = Duration.seconds(5);

export class SessionHistory extends Construct {
  readonly table: TableV2;
  readonly handler: GatewayFunction;

  constructor(
    scope: Construct,
    id: string,
    { bundle, retain, sessions, settings, stage }: SessionHistoryProps,
  ) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'si', type: AttributeType.STRING },
      sortKey: { name: 'sq', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.handler = new GatewayFunction(this, 'Function', {
      description: 'Podium: keeps the history of sessions',
      bundle,
      settings,
      settingsName: history.name,
      timeout: TIMEOUT,
      environment: {
        HISTORY_TABLE_NAME: this.table.tableName,
        HISTORY_DAYS: String(settings.historyDays),
        STAGE: stage,
      },
    });
    this.handler.allow(['dynamodb:PutItem'], [this.table.tableArn]);
    const stream = streamOf(sessions);
    // Lambda reads the stream in the function's name, and refuses a mapping whose role may not do all four.
    this.handler.allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      [stream],
    );
    this.handler.allow(['dynamodb:ListStreams'], [`${sessions.tableArn}/stream/*`]);
    new EventSourceMapping(this, 'Mapping', {
      target: this.handler.lambda,
      eventSourceArn: stream,
      // What was written since the table has a stream; again after a new mapping, which changes nothing.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH,
      maxBatchingWindow: BATCHING_WINDOW,
      // From the record that failed on; where the function itself has failed, in ever smaller parts. As often as it
      // takes: the function leaves out what can never be read, and what it cannot write now it can later.
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // No reserved names. What TTL deletes may be the item of a session that ran out.
      filters: [
        FilterCriteria.filter({
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('SPEAKER#') } } },
        }),
      ],
    });
  }
}

function streamOf({ tableStreamArn }: TableV2): string {
  if (tableStreamArn === undefined) throw new Error('The table of the sessions has no stream.');
  return tableStreamArn;
}
