/** How many speakers a smoke run needs, and how fast it may go, so that it meets no limit of the stage. */
import { routes } from '../../infra/routes.ts';
import type { Settings } from '../../infra/settings.ts';
import { creationsAtOnce } from '../../test/smoke/speaker-pool.ts';

/** What one repetition of the five makes at most: with fewer speakers it only waits. */
const POST_MORTEM_CREATIONS = 5 + 1 + 4 * 50 + 1 + 20 + 5 * 2;
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
  Math.ceil((creations + repetitions * POST_MORTEM_CREATIONS) / creationsAtOnce(createsPerHour)) +
  SPARE_SPEAKERS;

/** Half of the narrowest throttle: others may be on the air. */
export const creationsPerSecond = (throttles: Settings['throttles']): number =>
  Math.min(
    MOST_PER_SECOND,
    ...routes
      .filter(({ routeKey }) => MEASURED_ROUTES.includes(routeKey))
      .map(({ routeKey, throttle }) => (throttles[routeKey] ?? throttle).perSecond / 2),
  );
