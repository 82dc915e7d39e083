/** One schedule: everything that one seed brings about, from the first press to the last recovery. */
import { START } from '../support/speaker.ts';
import { durationMs } from '#protocol/units.ts';
import type { Settings } from '../../lambdas/runtime/environment.ts';
import { Chance } from './chance.ts';
import { Table } from './dynamodb/table.ts';
import { Gateway } from './gateway.ts';
import { Judge } from './judge.ts';
import type { Invocation, Lambdas } from './lambdas.ts';
import { Audience } from './audience.ts';
import { People } from './people.ts';
import { pauseMs, type Profile } from './profile.ts';
import { profileOf, profiles } from './profiles.ts';
import { Scheduler } from './scheduler.ts';

/** Tells what happens, in virtual time. */
export type Story = (who: string, what: string) => void;

export interface WorldOptions {
  readonly seed: number;
  /** A name, or one of its own. @default chosen by the seed */
  readonly profile?: string | Profile | undefined;
  /** A line each: who did what when. */
  readonly tell?: ((line: string) => void) | undefined;
}

export class World {
  readonly chance: Chance;
  readonly profile: Profile;
  readonly scheduler: Scheduler;
  readonly settings: Settings;
  readonly table: Table<Invocation>;
  readonly gateway: Gateway;
  readonly people: People;
  readonly audience: Audience;
  readonly judge: Judge;
  readonly story: Story | undefined;
  faultsOn = true;
  #ids = 0;

  constructor({ seed, profile, tell }: WorldOptions) {
    this.chance = new Chance(seed);
    const given = typeof profile === 'string' ? profiles[profile] : profile;
    this.profile = given ?? profileOf(seed, this.chance);
    this.scheduler = new Scheduler(START, this.chance);
    this.story = tell && ((who, what) => tell(`${clock(this.now - START)}  ${who.padEnd(16)} ${what}`));
    this.settings = {
      tableName: 'podium',
      connectionsEndpoint: 'https://simulation/prod',
      languages: ['en', 'de', 'fr'],
      terms: this.profile.terms,
      heartbeatMs: durationMs(this.profile.heartbeatMs),
      rotateMs: durationMs(this.profile.rotateMs),
      busySpreadMs: durationMs(0),
      listenerLimit: 50,
      joinLimit: 0,
    };
    this.judge = new Judge(this);
    this.table = new Table((key, before, after, by) => this.judge.onWrite(key, before, after, by));
    this.gateway = new Gateway(this);
    this.people = new People(this);
    this.audience = new Audience(this);
    tell?.(`seed ${seed}, profile ${this.profile.name}`);
    this.#nextHappening(this.chance.between(this.profile.happeningsFrom, this.profile.happeningsTo));
  }

  get now(): number {
    return this.scheduler.now;
  }

  get lambdas(): Lambdas {
    return this.gateway.lambdas;
  }

  /** Shaped as a UUID, never the same twice. */
  newId(): string {
    const digits = (++this.#ids).toString(16).padStart(12, '0');
    return `00000000-0000-4000-8000-${digits}`;
  }

  #nextHappening(left: number): void {
    this.scheduler.after(pauseMs(this.chance, this.profile), () => {
      if (left === 0) {
        this.story?.('all', 'faults stop');
        this.faultsOn = false;
        this.people.calmDown();
        this.audience.calmDown();
        this.judge.beginRecovery();
      } else {
        if (this.profile.listeners > 0 && this.chance.happens(0.35)) this.audience.happen();
        else this.people.happen();
        this.#nextHappening(left - 1);
      }
    });
  }
}

/** `+0:01:23.456` since the schedule began. */
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  return `+${h}:${two(m)}:${two(s)}.${String(Math.floor(ms % 1_000)).padStart(3, '0')}`;
}
