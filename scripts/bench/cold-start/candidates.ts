/** Whose first moments are measured: every function of a stage, and what they are held against. */
import { authorizer, history, routes } from '../../../infra/routes.ts';
import { bareCalls, creation, eventOfRoute, handshake } from './events.ts';
import { deployed, emptyFunction, slimSdk, usualSdk, type Module } from './modules.ts';
import type { Surroundings } from './surroundings.ts';

export interface Candidate {
  readonly module: Module;
  /** Whether it is a function of a stage that speaks with the database. */
  readonly isOfSessions: boolean;
  /** What it is asked, each time anew. */
  readonly event: () => Promise<object>;
}

export interface Candidates {
  /** The SDK with usual settings: what everything is beside. */
  readonly usual: Candidate;
  /** The same with as many calls as joinSession makes, beside that one. */
  readonly usualJoining?: Candidate;
  readonly authorizer: Candidate;
  /** All of them, in the order of the tables. */
  readonly all: readonly Candidate[];
}

/** One after the other, as its answer needs them. */
const JOINING = { writes: 5, post: 'connection-1=' } as const;
/** Enough to see that it works. */
const QUICK = ['createSession', 'heartbeat'];

export async function candidatesIn(surroundings: Surroundings, quick: boolean): Promise<Candidates> {
  const { folder, issuer, key, place } = surroundings;
  const write = () => bareCalls(place(), { writes: 1 });
  const apart = (module: Module, event: Candidate['event']) => ({ module, isOfSessions: false, event });
  const sdk = await usualSdk(folder);
  const usual = apart(sdk, write);
  const name = `${sdk.name}, the calls of joinSession`;
  const usualJoining = apart({ ...sdk, name }, () => bareCalls(place(), JOINING));
  const atConnect = apart(await deployed('authorizer', authorizer.entry), () =>
    handshake(issuer, key, Date.now()),
  );
  const measured = quick ? routes.filter(({ routeKey }) => QUICK.includes(routeKey)) : routes;
  const ofRoutes = await Promise.all(
    measured.map(async ({ routeKey, entry, uses }) => ({
      module: await deployed(routeKey, entry),
      isOfSessions: uses.length > 0,
      event: () => eventOfRoute(routeKey, place()),
    })),
  );
  const ofHistory = quick
    ? []
    : [{ ...apart(await deployed('history', history.entry), () => creation(place())), isOfSessions: true }];
  return {
    usual,
    ...(!quick && { usualJoining }),
    authorizer: atConnect,
    all: [
      usual,
      ...(quick ? [] : [usualJoining]),
      apart(await slimSdk(), write),
      apart(await emptyFunction(), () => Promise.resolve({})),
      atConnect,
      ...ofRoutes,
      ...ofHistory,
    ],
  };
}
