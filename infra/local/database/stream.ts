/** The stream of the engine's table, in the words of DynamoDB Streams' API: its records are Lambda's own, as they are. */
import * as v from 'valibot';

/** A write to the table, as Lambda is handed it. */
export interface StreamRecord {
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly Keys: { readonly pk: { readonly S: string } };
  };
}

export interface TableStream {
  /** The next records, oldest first; none where nothing is new. What the folder still has comes first. */
  next(): Promise<readonly StreamRecord[]>;
}

/** As the stage's event source mapping has it. */
const BATCH = 100;

const key = v.object({ pk: v.object({ S: v.string() }) });
const record = v.looseObject({
  dynamodb: v.looseObject({ SequenceNumber: v.string(), Keys: key }),
});
const answers = {
  ListStreams: v.object({ Streams: v.tuple([v.object({ StreamArn: v.string() })]) }),
  DescribeStream: v.object({
    StreamDescription: v.object({ Shards: v.tuple([v.object({ ShardId: v.string() })]) }),
  }),
  GetShardIterator: v.object({ ShardIterator: v.string() }),
  GetRecords: v.object({ Records: v.array(record), NextShardIterator: v.string() }),
};
type Operation = keyof typeof answers;

/** @throws Error where the engine has no stream of that table, with one shard in it */
export async function openStream(endpoint: string, tableName: string): Promise<TableStream> {
  const ask = <O extends Operation>(operation: O, input: object) => call(endpoint, operation, input);
  const { Streams } = await ask('ListStreams', { TableName: tableName });
  const [{ StreamArn }] = Streams;
  const { StreamDescription } = await ask('DescribeStream', { StreamArn });
  const [{ ShardId }] = StreamDescription.Shards;
  const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' };
  let { ShardIterator } = await ask('GetShardIterator', start);
  return {
    async next() {
      const { NextShardIterator, Records } = await ask('GetRecords', { ShardIterator, Limit: BATCH });
      ShardIterator = NextShardIterator;
      return Records;
    },
  };
}

/** By hand: the SDK's client would turn base64 into bytes, which an event has as base64. */
async function call<O extends Operation>(
  endpoint: string,
  operation: O,
  input: object,
): Promise<v.InferOutput<(typeof answers)[O]>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDBStreams_20120810.${operation}`,
      // The engine wants to see a signature, and checks none.
      authorization:
        'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0',
      'x-amz-date': '20260101T000000Z',
    },
    body: JSON.stringify(input),
  });
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${await response.text()}`);
  return v.parse(answers[operation], await response.json());
}
