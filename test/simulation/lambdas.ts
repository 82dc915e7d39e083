/** The Lambdas: the real handlers, each in instances that serve one event at a time and may be killed at any await. */
import type { APIGatewayProxyResultV2 } from 'aws-lambda';
import { durationMs, epochMs, type EpochMs } from '#protocol/units.ts';
import { createConnections, type ConnectionsApi } from '../../lambdas/connections/connections.ts';
import type { GatewayEvent, GatewayHandler } from '../../lambdas/runtime/events.ts';
import { servicesOf, type Services } from '../../lambdas/runtime/services.ts';
import { databaseTimeouts, type DynamoDB } from '../../lambdas/store/database.ts';
import { sessionHandlers } from '../support/handlers.ts';
import { databaseFate, databasePoint } from './database-faults.ts';
import { simulatedSdk } from './dynamodb/sdk.ts';
import type { Connection, Sent } from './gateway.ts';
import type { World } from './world.ts';

export type RouteKey = keyof typeof sessionHandlers;
export const isRoute = (text: unknown): text is RouteKey =>
  typeof text === 'string' && text in sessionHandlers;

/** One event in the hands of one Lambda. */
export interface Invocation {
  readonly number: number;
  readonly route: RouteKey;
  readonly connection: Connection;
  /** As it was sent; undefined for `$disconnect`. */
  readonly message: Sent | undefined;
  /** `requestTimeEpoch`, by the clock of the host that took it. */
  readonly now: EpochMs;
  readonly startedAt: number;
  /** False once it has been killed or has returned. */
  alive: boolean;
  /** `fault @ await point`, in order. */
  readonly faults: string[];
  /** The outcome of its last line in the log. */
  logged: string;
}

export type Result = { readonly body: string | undefined } | 'killed' | { readonly threw: unknown };

interface Instance {
  readonly handler: GatewayHandler;
  current: Invocation | undefined;
}

export class Lambdas {
  readonly #world: World;
  readonly #connectionsApi: (sender: () => Invocation) => ConnectionsApi;
  readonly #idle = new Map<RouteKey, Instance[]>();
  #count = 0;
  /** Under way, or with writes that are. */
  busy = 0;

  constructor(world: World, connectionsApi: (sender: () => Invocation) => ConnectionsApi) {
    this.#world = world;
    this.#connectionsApi = connectionsApi;
  }

  invoke(
    event: GatewayEvent,
    facts: Pick<Invocation, 'route' | 'connection' | 'message'>,
    done: (result: Result, invocation: Invocation) => void,
  ): void {
    const { route } = facts;
    const instance = this.#idle.get(route)?.pop() ?? this.#newInstance(route);
    const now = epochMs(event.requestContext.requestTimeEpoch);
    const startedAt = this.#world.now;
    const invocation: Invocation = {
      ...facts,
      number: ++this.#count,
      now,
      startedAt,
      alive: true,
      faults: [],
      logged: '',
    };
    instance.current = invocation;
    this.#world.judge.onStarted(invocation);
    this.busy += 1;
    const settle = (result: Result): void => {
      if (!invocation.alive) return;
      invocation.alive = false;
      instance.current = undefined;
      this.busy -= 1;
      const idle = this.#idle.get(route);
      if (idle === undefined) this.#idle.set(route, [instance]);
      else idle.push(instance);
      done(result, invocation);
    };
    this.#onKilled.set(invocation, () => done('killed', invocation));
    instance
      .handler(event)
      .then((result: APIGatewayProxyResultV2) =>
        settle({ body: typeof result === 'string' ? result : result.body }),
      )
      .catch((error: unknown) => settle({ threw: error }));
  }

  /** A deploy: whoever is idle now serves no event any more. */
  replaceIdle(): void {
    this.#idle.clear();
  }

  readonly #onKilled = new WeakMap<Invocation, () => void>();

  /** The process is gone, and what it waited for answers nobody. */
  kill(invocation: Invocation): void {
    // Several calls of one invocation may be under way, each with a fate of its own.
    if (!invocation.alive) return;
    invocation.alive = false;
    this.busy -= 1;
    this.#onKilled.get(invocation)?.();
  }

  #newInstance(route: RouteKey): Instance {
    const instance: Instance = { handler: (event) => handler(event), current: undefined };
    const sender = (): Invocation => {
      if (instance.current === undefined) throw new Error(`${route} goes on after it has returned.`);
      return instance.current;
    };
    const handler = sessionHandlers[route](this.#services(sender));
    return instance;
  }

  #services(sender: () => Invocation): Services {
    const { chance, profile, scheduler, settings } = this.#world;
    return servicesOf({
      settings,
      database: this.#database(sender),
      connections: createConnections(this.#connectionsApi(sender)),
      log: ({ outcome }) => {
        sender().logged = outcome;
      },
      random: () => chance.next(),
      // So few names that two sessions often want the same one.
      randomInt: (min, max) => chance.between(min, Math.min(max, min + profile.words)),
      monotonicMs: () => durationMs(scheduler.now),
      wait: (ms) => new Promise((resolve) => scheduler.after(ms, resolve)),
    });
  }

  #database(sender: () => Invocation): DynamoDB {
    const world = this.#world;
    return simulatedSdk<Invocation>({
      table: world.table,
      attempts: databaseTimeouts.attempts,
      attemptMs: databaseTimeouts.attemptMs,
      sender,
      surroundings: {
        after: (ms, run) => {
          this.busy += 1;
          world.scheduler.after(ms, () => {
            this.busy -= 1;
            run();
          });
        },
        fate: (operation, _command, by) => databaseFate(world, by, databasePoint(by.route, operation)),
        isWaiting: (by) => by.alive,
        backoffMs: (attempt) => world.chance.between(0, 50 * 2 ** attempt),
      },
    });
  }
}
