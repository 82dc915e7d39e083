/** A week in the life of one speaker: real client, real handlers, seven days on the air and the nights between them. */
import { setImmediate } from 'node:timers/promises';
import { durationMs } from '#protocol/units.ts';
import type { Page } from '../page.ts';
import type { Profile } from '../profile.ts';
import { profiles } from '../profiles.ts';
import { World } from '../world.ts';
import { holdingsAtRest, holdingsOf, type AtRest, type Holdings } from './holdings.ts';
import { OnAir } from './on-air.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const DAYS = 7;
/** A session lasts 12 h at most. */
const SHORTEST_DAY_MS = 9 * HOUR;
const LONGEST_DAY_MS = 12 * HOUR - MINUTE;
/** A lease lasts 5 min, of which 2 may have passed since the last heartbeat. */
const LONGEST_NAP_MS = 2.5 * MINUTE;
/** A week has a tenth of it; what goes round in circles has more. */
const MOST_STEPS = 1_000_000;
const GATEWAY_RESTARTS = { code: 1001, reason: 'Going away' };

export interface WeekOptions {
  readonly seed: number;
  readonly tokenMs: number;
}

export interface Day {
  readonly sessionId: string;
  readonly lengthMs: number;
  readonly naps: number;
  readonly deploys: number;
  readonly changes: number;
  /** From the first answer in the morning until the lid was closed in the evening. */
  readonly onAir: OnAir;
  /** Half an hour before the evening. */
  readonly inTheAfternoon: Holdings;
  /** What the page says when it has woken the next morning. */
  readonly phaseNextMorning: string;
  readonly nextMorning: AtRest;
}

/** As deployed, in good weather: what goes wrong in this week is in its plan. */
function fairWeather(tokenMs: number): Profile {
  const { everything } = profiles;
  if (everything === undefined) throw new Error('There is no profile with everything in it.');
  return {
    ...everything,
    name: 'week',
    databaseFault: 0,
    replyFault: 0,
    disconnectFault: 0,
    handshakeFault: 0,
    pushFault: 0,
    slowStart: 0,
    happeningsFrom: 0,
    happeningsTo: 1,
    pauses: { instant: 1, moment: 0, seconds: 0, minute: 0, long: 0 },
    terms: { ...everything.terms, sessionMs: durationMs(12 * HOUR) },
    rotateMs: 100 * MINUTE,
    tokenMs,
  };
}

/** @throws Error where a seed has several machines, or an invariant is broken */
export async function liveThroughWeek({ seed, tokenMs }: WeekOptions): Promise<readonly Day[]> {
  const world = new World({ seed, profile: fairWeather(tokenMs) });
  const [page, ...others] = world.people.living;
  if (page === undefined || others.length > 0) throw new Error(`Seed ${seed} has several machines.`);
  const speaker = new Speaker(world, page);
  const days: Day[] = [];
  for (let day = 0; day < DAYS; day += 1) days.push(await speaker.liveADay());
  return days;
}

class Speaker {
  readonly #world: World;
  readonly #page: Page;
  #morningAt: number;
  #onAir: OnAir | undefined;

  constructor(world: World, page: Page) {
    this.#world = world;
    this.#page = page;
    this.#morningAt = world.now + HOUR;
  }

  async liveADay(): Promise<Day> {
    const { client, device } = this.#page;
    await this.#until(this.#morningAt);
    this.#page.presses += 1;
    client.start({ sourceLanguage: 'en', qualityTier: 'standard' });
    await this.#until(this.#world.now + 10 * SECOND);
    const { onAir: began, session } = client.view;
    if (!began || session === undefined) throw new Error(`The page is ${client.view.status.phase}.`);

    const onAir = (this.#onAir = new OnAir());
    const lengthMs = this.#world.chance.between(SHORTEST_DAY_MS, LONGEST_DAY_MS);
    const eveningAt = this.#morningAt + lengthMs;
    const plan = this.#plan(eveningAt - HOUR);
    await this.#until(eveningAt - 30 * MINUTE);
    const inTheAfternoon = holdingsOf(this.#world, this.#page);
    await this.#until(eveningAt);
    if (client.view.session?.sessionId !== session.sessionId)
      throw new Error('Another session in the evening.');
    this.#onAir = undefined;
    device.sleep();

    this.#morningAt += 24 * HOUR;
    await this.#until(this.#morningAt - MINUTE);
    device.wake();
    await this.#until(this.#morningAt);
    const phaseNextMorning = client.view.status.phase;
    const nextMorning = holdingsAtRest(this.#world, this.#page);
    const { sessionId } = session;
    return { sessionId, lengthMs, ...plan, onAir, inTheAfternoon, phaseNextMorning, nextMorning };
  }

  /** What will happen until then, at instants that chance picks. */
  #plan(until: number): { naps: number; deploys: number; changes: number } {
    const { chance, now, scheduler } = this.#world;
    const atAnyTime = (times: number, run: () => void): number => {
      for (let time = 0; time < times; time += 1) scheduler.after(chance.between(0, until - now), run);
      return times;
    };
    return {
      naps: atAnyTime(chance.between(2, 6), () => this.#nap()),
      deploys: atAnyTime(chance.between(1, 4), () => this.#deploy()),
      changes: atAnyTime(chance.between(3, 12), () => this.#change()),
    };
  }

  #nap(): void {
    const { chance, scheduler } = this.#world;
    const { device } = this.#page;
    if (device.asleep) return;
    device.sleep();
    scheduler.after(chance.between(5 * SECOND, LONGEST_NAP_MS), () => {
      device.wake();
      this.#onAir?.happened('nap', this.#world.now);
    });
  }

  /** New functions in the place of the old ones; and, which is more than a deploy does, every connection is cut. */
  #deploy(): void {
    const { gateway, lambdas, now } = this.#world;
    lambdas.replaceIdle();
    for (const connection of gateway.connections.values()) gateway.close(connection, GATEWAY_RESTARTS);
    this.#onAir?.happened('deploy', now);
  }

  #change(): void {
    const { client, device } = this.#page;
    if (!device.asleep) client.update({ muted: client.view.settings?.muted !== true });
  }

  async #until(at: number): Promise<void> {
    const { judge, scheduler } = this.#world;
    const { client, device } = this.#page;
    const come = { at: false };
    scheduler.after(at - scheduler.now, () => (come.at = true));
    while (!come.at) {
      scheduler.step();
      if (scheduler.steps > MOST_STEPS) throw new Error(`No evening after ${MOST_STEPS} steps.`);
      await setImmediate();
      judge.check();
      if (judge.breach !== undefined)
        throw new Error(`Invariant ${judge.breach.invariant}: ${judge.breach.what}`);
      if (!device.asleep) this.#onAir?.look(client.view, scheduler.now, client.now());
    }
  }
}
