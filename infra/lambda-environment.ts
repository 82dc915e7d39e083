/** From a stage's settings to the variables that lambdas/runtime/environment.ts reads. */
import type { Settings } from './settings.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** What the commands' handlers need to know of the stage, beside where things are. */
export const termsOf = (settings: Settings): Record<string, string> => ({
  LANGUAGES: settings.languages.join(','),
  LEASE_MS: String(settings.leaseSeconds * SECOND_MS),
  GRACE_MS: String(settings.graceSeconds * SECOND_MS),
  HEARTBEAT_MS: String(settings.heartbeatSeconds * SECOND_MS),
  ROTATE_MS: String(settings.rotateMinutes * MINUTE_MS),
  SESSION_MS: String(settings.sessionHours * HOUR_MS),
  CREATE_LIMIT: String(settings.createsPerHour),
  LISTENER_LIMIT: String(settings.listenersPerSession),
  JOIN_LIMIT: String(settings.joinsPerMinute),
  BUSY_SPREAD_MS: String(settings.busySpreadSeconds * SECOND_MS),
});
