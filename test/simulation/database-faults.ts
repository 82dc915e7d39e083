/** What becomes of each attempt at the database, as the schedule's profile has it. */
import type { AttemptFate } from './dynamodb/sdk.ts';
import type { OperationName } from './dynamodb/table.ts';
import type { Invocation, RouteKey } from './lambdas.ts';
import type { World } from './world.ts';

const steps = { GetItem: 'read', PutItem: 'reserve', UpdateItem: 'write' } as const;

/** The name of the await: `createSession.reserve`. */
export const databasePoint = (route: RouteKey, operation: OperationName): string =>
  `${route}.${steps[operation]}`;

/** @returns undefined where the Lambda is killed before it has sent anything */
export function databaseFate(world: World, by: Invocation, point: string): AttemptFate | undefined {
  const { chance, lambdas, profile } = world;
  const quick = () => (chance.happens(profile.slowDatabase) ? chance.between(8, 400) : chance.between(1, 8));
  const answered = { kind: 'answered', requestMs: quick(), answerMs: quick() } as const;
  if (!world.faultsOn || !chance.happens(profile.databaseFault)) return answered;
  const fault = chance.weighted(profile.databaseFaults);
  by.faults.push(`${fault} @ ${point}`);
  world.story?.(`λ${by.number} ${by.route}`, `${fault} at ${point}`);
  switch (fault) {
    case 'notSent':
      return { kind: 'notSent', failMs: chance.between(1, 1_000) };
    case 'answerLost':
      return { kind: 'answerLost', requestMs: quick(), failMs: chance.between(1, 1_000) };
    case 'appliedLate':
      return { kind: 'appliedLate', requestMs: chance.between(0, chance.pick([200, 3_000, 20_000])) };
    case 'throttled':
      return { kind: 'throttled', answerMs: quick() };
    case 'failedUnapplied':
      return { kind: 'failed', applied: false, answerMs: quick() };
    case 'failedApplied':
      return { kind: 'failed', applied: true, answerMs: quick() };
    case 'killedBefore':
      lambdas.kill(by);
      return undefined;
    case 'killedAfter':
      lambdas.kill(by);
      return answered;
  }
}
