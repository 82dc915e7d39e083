/** Speakers to test with, handed out so that none is asked for more sessions than the backend lets them make. */
import { limits } from '#protocol/limits.ts';
import { inLanes } from './lanes.ts';

/** A clock of ours runs apart from the gateway's, and a session is made some time after its speaker was handed out. */
export const MARGIN_MS = 30_000;
/** Far from the throttles of new connections and of `endSession`. */
const ENDED_AT_ONCE = 20;

export interface SpeakerPool {
  /**
   * Speakers without a session, each good for so many creations from now on: as many as asked for, or all that there
   * are. Waits where they have made as many as they may.
   */
  take(count: number, creations: number): Promise<readonly string[]>;
  /** Ends the sessions of all who were handed out. */
  endAll(): Promise<void>;
}

interface PoolOptions {
  readonly speakers: readonly string[];
  /** 0 for as many as they like. */
  readonly createsPerHour: number;
  /** Ends what session the speaker has, if any. */
  readonly endSession: (speaker: string) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
}

/** Sessions that one speaker may make in a row. @param createsPerHour 0 for as many as they like */
export const creationsAtOnce = (createsPerHour: number): number =>
  Math.min(limits.rememberedCreates, createsPerHour === 0 ? Infinity : createsPerHour);

export function createSpeakerPool({
  speakers,
  createsPerHour,
  endSession,
  now,
  wait,
}: PoolOptions): SpeakerPool {
  /** When each speaker was handed out, once for each creation, oldest first. */
  const ledger = new Map<string, number[]>(speakers.map((speaker) => [speaker, []]));
  const endSessions = (ended: readonly string[]) => inLanes(ENDED_AT_ONCE, ended, endSession);

  /** When the speaker may make so many more: 0 for at any time. */
  const freeAt = (given: readonly number[], creations: number): number => {
    const after = (count: number, windowMs: number) => {
      const oldestInTheWay = given.at(-(count - creations + 1));
      return oldestInTheWay === undefined ? 0 : oldestInTheWay + windowMs + MARGIN_MS;
    };
    return Math.max(
      after(limits.rememberedCreates, limits.rememberedCreateMs),
      createsPerHour === 0 ? 0 : after(createsPerHour, limits.createWindowMs),
    );
  };

  return {
    async take(count, creations) {
      const most = creationsAtOnce(createsPerHour);
      if (creations > most)
        throw new Error(`A speaker cannot make ${creations} sessions at once here, only ${most}.`);
      const nowMs = now();
      const recent = (given: readonly number[]) =>
        given.filter((at) => at + limits.rememberedCreateMs + MARGIN_MS > nowMs).length;
      // Of those who may at once the most used first: what is left then is whole speakers.
      const soonest = [...ledger]
        .map(([speaker, given]) => ({ speaker, given, freeAt: Math.max(nowMs, freeAt(given, creations)) }))
        .sort((a, b) => a.freeAt - b.freeAt || recent(b.given) - recent(a.given))
        .slice(0, count);
      const waitMs = Math.max(...soonest.map((entry) => entry.freeAt)) - nowMs;
      if (waitMs > 0) await wait(waitMs);
      for (const { given } of soonest) given.push(...Array.from({ length: creations }, now));
      const taken = soonest.map(({ speaker }) => speaker);
      await endSessions(taken);
      return taken;
    },
    async endAll() {
      await endSessions([...ledger].filter(([, given]) => given.length > 0).map(([speaker]) => speaker));
    },
  };
}
