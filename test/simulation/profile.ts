/** What kind of trouble a schedule has: how often each fault, what people do, which terms the stage grants. */
import type { Terms } from '../../lambdas/session/terms.ts';
import type { Chance } from './chance.ts';

/** What becomes of an attempt at the database, beside being answered. */
export const databaseFaults = [
  'notSent',
  'answerLost',
  'appliedLate',
  'throttled',
  'failedUnapplied',
  'failedApplied',
  'killedBefore',
  'killedAfter',
] as const;
export type DatabaseFault = (typeof databaseFaults)[number];

export const happenings = [
  'press',
  'restlessPress',
  'reload',
  'duplicate',
  'newTab',
  'closeTab',
  'sleep',
  'offline',
  'hide',
  'cut',
  'gatewayCut',
  'putAway',
] as const;
export type HappeningName = (typeof happenings)[number];

export interface Profile {
  readonly name: string;
  /** Chance of a fault at each attempt at the database, and which. */
  readonly databaseFault: number;
  readonly databaseFaults: Readonly<Partial<Record<DatabaseFault, number>>>;
  readonly replyFault: number;
  readonly disconnectFault: number;
  readonly handshakeFault: number;
  readonly pushFault: number;
  /** How many things happen to people and their machines. */
  readonly happeningsFrom: number;
  readonly happeningsTo: number;
  readonly happens: Readonly<Partial<Record<HappeningName, number>>>;
  /** Weights of the pause before each: within an instant, seconds, a minute, longer than a lease. */
  readonly pauses: Readonly<Record<'instant' | 'moment' | 'seconds' | 'minute' | 'long', number>>;
  readonly terms: Terms;
  /** How often a call to the database takes up to 400 ms each way instead of a few. */
  readonly slowDatabase: number;
  /** How often a Lambda takes longer to start than the connection takes to lose patience. */
  readonly slowStart: number;
  /** How often people who are on the air sign out, to start again. */
  readonly signOuts: number;
  /** How often people who are on the air end their session. */
  readonly ends: number;
  /** How often people who are told that the session is elsewhere end it there. */
  readonly endsElsewhere: number;
  /** On average so many ms between a page's frames; 0: nobody says a word. */
  readonly speaks: number;
  /** How many listen at most. */
  readonly listeners: number;
  /** Words a list that session names are made of. */
  readonly words: number;
  readonly heartbeatMs: number;
  readonly rotateMs: number;
  readonly tokenMs: number;
  readonly idleMs: number;
  readonly longestConnectionMs: number;
}

const MINUTE_MS = 60_000;

export function pauseMs(chance: Chance, { pauses }: Profile): number {
  switch (chance.weighted(pauses)) {
    case 'instant':
      return chance.between(0, 40);
    case 'moment':
      return chance.between(40, 2_000);
    case 'seconds':
      return chance.between(2_000, 20_000);
    case 'minute':
      return chance.between(20_000, 90_000);
    case 'long':
      return chance.between(90_000, 8 * MINUTE_MS);
  }
}
