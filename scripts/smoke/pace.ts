/** How many speakers a smoke run needs, and how fast it may go, so that it meets no limit of the stage. */
import { limits } from '#protocol/limits.ts';
import { routes } from '../../infra/routes.ts';
import type { Settings } from '../../infra/settings.ts';
import { creationsAtOnce, MARGIN_MS } from '../../test/smoke/speaker-pool.ts';

/** What one repetition of the five asks for: speakers, and creations of each. With fewer speakers it makes less. */
const POST_MORTEM_TAKES = [
  [5, 1],
  [1, 1],
  [50, 1],
  [50, 1],
  [50, 1],
  [50, 1],
  [1, 1],
  [20, 1],
  [5, 2],
] as const;
/** What the checks of connections and commands make. */
const SUITE_CREATIONS = 10;
const postMortemCreations = (speakers: number): number =>
  POST_MORTEM_TAKES.reduce((sum, [count, each]) => sum + Math.min(count, speakers) * each, 0);
/** Generous, for a stage far away. */
const SUITE_SECONDS = 180;
const REPETITION_SECONDS = 180;
/** The checks of connections and commands make a few, and each of 50 speakers at once is handed out whole. */
const SPARE_SPEAKERS = 60;
/** Fast enough for a thousand in a minute. */
const MOST_PER_SECOND = 20;
/** What one measured creation sends. */
const MEASURED_ROUTES = ['$default', 'createSession', 'endSession'];

/** As many as can make all sessions without waiting for the limits on them. */
export const speakersNeeded = (
  { creations, repetitions }: { readonly creations: number; readonly repetitions: number },
  createsPerHour: number,
): number =>
  Math.ceil((creations + repetitions * postMortemCreations(Infinity)) / creationsAtOnce(createsPerHour)) +
  SPARE_SPEAKERS;

interface Run {
  readonly creations: number;
  readonly repetitions: number;
  readonly staysOpenMs: number;
}
interface Limits {
  readonly createsPerHour: number;
  readonly creationsPerSecond: number;
}

/** How long a run takes at most with so many speakers: the work, and the waits for the limits on creations. */
export function secondsNeeded(
  { creations, repetitions, staysOpenMs }: Run,
  speakers: number,
  { createsPerHour, creationsPerSecond }: Limits,
): number {
  const atOnce = speakers * creationsAtOnce(createsPerHour);
  const measured = Math.min(creations, atOnce);
  const made = SUITE_CREATIONS + repetitions * postMortemCreations(speakers) + measured;
  const waitedMs = (windowMs: number, most: number) =>
    Math.max(0, Math.ceil(made / most) - 1) * (windowMs + MARGIN_MS);
  const waitsMs = Math.max(
    waitedMs(limits.rememberedCreateMs, atOnce),
    createsPerHour === 0 ? 0 : waitedMs(limits.createWindowMs, speakers * createsPerHour),
  );
  const work = SUITE_SECONDS + repetitions * REPETITION_SECONDS + measured / creationsPerSecond;
  return Math.ceil(work + (staysOpenMs + waitsMs) / 1_000);
}

/** Half of the narrowest throttle: others may be on the air. */
export const creationsPerSecond = (throttles: Settings['throttles']): number =>
  Math.min(
    MOST_PER_SECOND,
    ...routes
      .filter(({ routeKey }) => MEASURED_ROUTES.includes(routeKey))
      .map(({ routeKey, throttle }) => (throttles[routeKey] ?? throttle).perSecond / 2),
  );
