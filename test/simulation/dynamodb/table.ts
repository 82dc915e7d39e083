/** One DynamoDB table in memory: single-item reads and conditional writes, each atomic. */
import {
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
  type ConsumedCapacity,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import {
  InvalidExpression,
  parseCondition,
  parseUpdate,
  type Attributes,
  type Condition,
  type Parsed,
  type Update,
} from './expressions.ts';
import { sizeInBytes } from './values.ts';

/** The commands that the store sends; the table knows no others. */
export type Command = GetItemCommand | PutItemCommand | UpdateItemCommand;
export type OperationName = 'GetItem' | 'PutItem' | 'UpdateItem';
export type Output = { Item?: Attributes; Attributes?: Attributes; ConsumedCapacity?: ConsumedCapacity };

/** Called after each write, with what was there before. */
export type OnWrite<By> = (key: string, before: Attributes | undefined, after: Attributes, by: By) => void;

const KEY = 'pk';
const LARGEST_ITEM_BYTES = 400 * 1024;
const WRITE_UNIT_BYTES = 1024;
const READ_UNIT_BYTES = 4096;

const conditions = new Map<string, Parsed<Condition>>();
const updates = new Map<string, Parsed<Update>>();
const noValues: Attributes = {};
const nothing: Attributes = {};

export function operationOf(command: unknown): OperationName {
  if (command instanceof UpdateItemCommand) return 'UpdateItem';
  if (command instanceof GetItemCommand) return 'GetItem';
  if (command instanceof PutItemCommand) return 'PutItem';
  throw new Error('The table knows GetItem, PutItem and UpdateItem only.');
}

export class Table<By> {
  readonly #items = new Map<string, Attributes>();
  readonly #onWrite: OnWrite<By>;

  constructor(onWrite: OnWrite<By>) {
    this.#onWrite = onWrite;
  }

  item(key: string): Attributes | undefined {
    return this.#items.get(key);
  }

  /**
   * Carries one request out, at once.
   * @throws ConditionalCheckFailedException, with the item where it was asked for; DynamoDBServiceException of the
   * name ValidationException
   */
  execute(command: Command, by: By): Output {
    try {
      if (command instanceof UpdateItemCommand) return this.#update(command.input, by);
      return command instanceof GetItemCommand ? this.#get(command.input) : this.#put(command.input, by);
    } catch (error) {
      throw error instanceof InvalidExpression ? validation(error.message) : error;
    }
  }

  #get({ Key, ConsistentRead, ReturnConsumedCapacity }: GetItemCommandInput): Output {
    if (ConsistentRead !== true) throw new Error('Nothing may be decided on a read that is not strong.');
    const item = this.#items.get(keyOf(Key));
    const units = Math.max(1, Math.ceil(sizeInBytes(item ?? nothing) / READ_UNIT_BYTES));
    return { ...(item && { Item: item }), ...consumed(ReturnConsumedCapacity, units) };
  }

  #put(input: PutItemCommandInput, by: By): Output {
    const key = keyOf(input.Item);
    const before = this.#items.get(key);
    const values = input.ExpressionAttributeValues ?? noValues;
    const condition = parsed(conditions, parseCondition, input.ConditionExpression);
    demandValues(values, condition);
    this.#demand(condition, before, values, input.ReturnValuesOnConditionCheckFailure);
    const units = this.#write(key, before, input.Item ?? nothing, by);
    return consumed(input.ReturnConsumedCapacity, units);
  }

  #update(input: UpdateItemCommandInput, by: By): Output {
    const key = keyOf(input.Key);
    const before = this.#items.get(key);
    const values = input.ExpressionAttributeValues ?? noValues;
    const condition = parsed(conditions, parseCondition, input.ConditionExpression);
    const update = parsed(updates, parseUpdate, input.UpdateExpression);
    demandValues(values, condition, update);
    this.#demand(condition, before, values, input.ReturnValuesOnConditionCheckFailure);
    const units = this.#write(key, before, update.run(before ?? input.Key ?? nothing, values), by);
    const old = input.ReturnValues === 'ALL_OLD' ? before : undefined;
    return { ...(old && { Attributes: old }), ...consumed(input.ReturnConsumedCapacity, units) };
  }

  #demand(
    condition: Parsed<Condition>,
    item: Attributes | undefined,
    values: Attributes,
    returned: UpdateItemCommandInput['ReturnValuesOnConditionCheckFailure'],
  ): void {
    if (condition.run(item ?? nothing, values)) return;
    throw new ConditionalCheckFailedException({
      message: 'The conditional request failed',
      $metadata: {},
      ...(returned === 'ALL_OLD' && item !== undefined && { Item: item }),
    });
  }

  /** @returns write units: by the larger of the two items */
  #write(key: string, before: Attributes | undefined, after: Attributes, by: By): number {
    const bytes = sizeInBytes(after);
    if (bytes > LARGEST_ITEM_BYTES)
      throw validation('Item size to update has exceeded the maximum allowed size');
    this.#items.set(key, after);
    this.#onWrite(key, before, after, by);
    return Math.ceil(Math.max(bytes, before ? sizeInBytes(before) : 0) / WRITE_UNIT_BYTES);
  }
}

function keyOf(attributes: Attributes | undefined): string {
  const key = attributes?.[KEY]?.S;
  if (key === undefined || key === '') throw validation('The provided key element does not match the schema');
  return key;
}

/** Every write of the store has a condition: one without would be a write that nobody guarded. */
function parsed<Run>(
  known: Map<string, Parsed<Run>>,
  parse: (text: string) => Parsed<Run>,
  text: string | undefined,
): Parsed<Run> {
  if (text === undefined) throw new Error('A write without a condition or an update was sent.');
  let expression = known.get(text);
  if (expression === undefined) known.set(text, (expression = parse(text)));
  return expression;
}

/** DynamoDB refuses values that are missing, and those that no expression uses. */
function demandValues(values: Attributes, condition: Parsed<unknown>, update?: Parsed<unknown>): void {
  for (const name of condition.placeholders) if (!(name in values)) throw missing(name);
  if (update !== undefined)
    for (const name of update.placeholders) if (!(name in values)) throw missing(name);
  for (const name in values)
    if (!condition.placeholders.has(name) && update?.placeholders.has(name) !== true)
      throw validation(`Value provided in ExpressionAttributeValues unused in expressions: ${name}`);
}

const missing = (name: string) =>
  validation(`An expression attribute value used in expression is not defined: ${name}`);

const consumed = (wanted: string | undefined, units: number): Pick<Output, 'ConsumedCapacity'> =>
  wanted === 'TOTAL' ? { ConsumedCapacity: { CapacityUnits: units } } : {};

const validation = (message: string) =>
  new DynamoDBServiceException({
    name: 'ValidationException',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
    message,
  });
