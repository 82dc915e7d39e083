/** How a stage is seen: alarms, a dashboard, and questions to its log. */
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { StageMetrics } from '../metrics.ts';
import type { Settings } from '../settings.ts';
import { watches } from '../watches.ts';
import { Alarms } from './alarms.ts';
import { SavedLogQueries, type SavedLogQueriesProps } from './saved-log-queries.ts';
import { StageDashboard } from './stage-dashboard.ts';

/** What AWS measures by itself. */
export interface WatchedResources {
  readonly stage: string;
  readonly apiId: string;
  readonly table: Pick<ITable, 'tableName'>;
  /** By route, and `authorizer`. */
  readonly functions: ReadonlyMap<string, IFunction>;
}

export interface MonitoringProps extends WatchedResources, SavedLogQueriesProps {
  readonly settings: Pick<Settings, 'alarmEmail' | 'heartbeatSeconds'>;
}

export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const { stage, settings } = props;
    const own = new StageMetrics(stage);
    const alarms = new Alarms(this, 'Alarms', {
      stage,
      watches: watches(own, props),
      email: settings.alarmEmail,
    });
    new StageDashboard(this, 'Dashboard', {
      stage,
      own,
      resources: props,
      alarms: alarms.all,
      heartbeatSeconds: settings.heartbeatSeconds,
    });
    new SavedLogQueries(this, 'Queries', props);
  }
}
