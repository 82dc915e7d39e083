/** The stage's saved queries, in a folder of its own. */
import { CfnQueryDefinition, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { savedQueries, type SavedQuery } from '../saved-queries.ts';

export interface SavedLogQueriesProps {
  readonly stage: string;
  readonly functionLogs: readonly ILogGroup[];
  readonly accessLog: ILogGroup;
}

export class SavedLogQueries extends Construct {
  constructor(scope: Construct, id: string, { stage, functionLogs, accessLog }: SavedLogQueriesProps) {
    super(scope, id);
    const logs: Record<SavedQuery['of'], readonly ILogGroup[]> = {
      functions: functionLogs,
      gateway: [accessLog],
      both: [...functionLogs, accessLog],
    };
    for (const { name, of, text } of savedQueries)
      new CfnQueryDefinition(this, name.replaceAll(' ', ''), {
        name: `Podium-${stage}/${name}`,
        logGroupNames: logs[of].map(({ logGroupName }) => logGroupName),
        queryString: text.trim(),
      });
  }
}
