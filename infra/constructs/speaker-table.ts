/** The one table: an item a speaker, an item a reserved session name. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/** The stored name of the TTL attribute; a test holds it against the store's. */
export const TTL_ATTRIBUTE = 'tt';

export interface SpeakerTableProps {
  /** Whether the table outlives its stack, and is protected from deletion. */
  readonly retain: boolean;
}

export class SpeakerTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { retain }: SpeakerTableProps) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      // What a write meant is told by the item before and after it.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: retain,
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}
