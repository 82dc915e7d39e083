// Least privilege both ways: what the functions are seen to do they may, and what they may they are seen to do.
import { actions } from '#protocol/client-messages.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { authorizer, history, routes } from '../../infra/routes.ts';
import { startRecorded, type Call } from './calls.ts';
import { playScenes } from './scenes.ts';
import { matches, permissionsOf, type Permission } from './policies.ts';
import { stageWith } from './stages.ts';

const LOGGING = ['logs:CreateLogStream', 'logs:PutLogEvents'];
/** Made by Lambda itself on the function's behalf, not by its code: its log, and the stream that it is fed from. */
const LAMBDAS_OWN = [
  ...LOGGING,
  ...['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
];

let calls: readonly Call[];
let permissions: readonly Permission[];
let stop: () => Promise<void> = () => Promise.resolve();

beforeAll(async () => {
  const stage = await stageWith({});
  const idOf = (type: string) => stage.resources(type).map(([id]) => id);
  const [table = '', historyTable = ''] = idOf('AWS::DynamoDB::GlobalTable');
  const [api = ''] = idOf('AWS::ApiGatewayV2::Api');
  permissions = permissionsOf(stage, {
    [table]: 'arn:aws:dynamodb:region:account:table/speakers',
    [historyTable]: 'arn:aws:dynamodb:region:account:table/history',
    [api]: 'api',
    ...Object.fromEntries(idOf('AWS::Logs::LogGroup').map((id) => [id, `log ${id}`])),
    'AWS::Partition': 'aws',
    'AWS::Region': 'region',
    'AWS::AccountId': 'account',
  });
  // The functions' log.
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const recorded = await startRecorded();
  ({ calls, stop } = recorded);
  await playScenes(recorded);
});
afterAll(async () => {
  await stop();
  vi.restoreAllMocks();
});

const allows = ({ action, leadingKeys, of, resource }: Permission, call: Call): boolean =>
  of === call.by &&
  action === call.action &&
  matches(resource, call.resource) &&
  (leadingKeys === undefined || leadingKeys.some((pattern) => matches(pattern, call.leadingKey ?? '')));

test('every function of the stage is known here', () => {
  const names = [authorizer.name, history.name, ...routes.map(({ routeKey }) => routeKey)];
  expect(new Set(permissions.map(({ of }) => of))).toEqual(new Set(names));
});

test('every call that a function makes is allowed to it', () => {
  expect(calls.length).toBeGreaterThan(20);
  expect(calls.filter((call) => !permissions.some((permission) => allows(permission, call)))).toEqual([]);
});

test('everything that a function is allowed, it does', () => {
  const unused = permissions.filter(
    (permission) =>
      !LAMBDAS_OWN.includes(permission.action) && !calls.some((call) => allows(permission, call)),
  );
  expect(unused).toEqual([]);
});

test('a function may write to no log but its own', () => {
  const logs = permissions.filter(({ action }) => LOGGING.includes(action));
  const byLog = Map.groupBy(logs, ({ resource }) => resource);
  for (const [, granted] of byLog) expect(new Set(granted.map(({ of }) => of)).size).toBe(1);
  expect(byLog.size).toBe(routes.length + 2);
});

test('database calls are allowed on the kind of item that they are made for, and on no other', () => {
  const database = permissions.filter(
    ({ action, resource }) => /^dynamodb:\w+Item$/.test(action) && resource.endsWith(':table/speakers'),
  );
  const kinds = new Map<string, Set<string>>();
  for (const { action, leadingKeys } of database) {
    const [kind = 'any', ...more] = leadingKeys ?? [];
    expect(more).toEqual([]);
    kinds.set(kind, (kinds.get(kind) ?? new Set()).add(action.replace('dynamodb:', '')));
  }
  expect(kinds).toEqual(
    new Map([
      ['SPEAKER#*', new Set(['GetItem', 'UpdateItem'])],
      ['SESSION#*', new Set(['PutItem', 'GetItem'])],
      ['LISTENERS#*', new Set(['GetItem', 'UpdateItem'])],
      ['JOINS#*', new Set(['UpdateItem'])],
    ]),
  );
});

test('what listeners alone send runs in functions that cannot write a speaker’s item', () => {
  const writers = permissions.filter(
    ({ action, leadingKeys }) =>
      action !== 'dynamodb:GetItem' && leadingKeys?.some((pattern) => matches(pattern, 'SPEAKER#anna')),
  );
  expect(new Set(writers.map(({ of }) => of))).toEqual(new Set<string>(['$disconnect', ...actions]));
});
