/** The functions' settings, read once from the environment; a wrong one stops the start with one sentence. */
import { durationMs, type DurationMs } from '../protocol/units.ts';
import type { Terms } from '../session/terms.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const MINUTE = 60_000;

/** What a stage gets where it says nothing else. */
export const defaults = {
  LEASE_MS: 5 * MINUTE,
  GRACE_MS: 2 * MINUTE,
  HEARTBEAT_MS: 2 * MINUTE,
  SESSION_MS: 12 * 60 * MINUTE,
  ROTATE_MS: 100 * MINUTE,
  SKEW_MS: 4_000,
  CREATE_LIMIT: 50,
  BUSY_SPREAD_MS: 0,
  LISTENER_LIMIT: 1_000,
  JOIN_LIMIT: 2_000,
} as const;

export interface Settings {
  readonly tableName: string;
  /** `https://…/<stage>`, where `@connections` lives. */
  readonly connectionsEndpoint: string;
  readonly languages: readonly string[];
  readonly terms: Terms;
  readonly heartbeatMs: DurationMs;
  /** Around which the planned move to a fresh connection is asked for. */
  readonly rotateMs: DurationMs;
  /** Over how long clients are spread that met a busy database; 0: over what they wait by themselves. */
  readonly busySpreadMs: DurationMs;
  /** Who may follow one session at a time. */
  readonly listenerLimit: number;
  /** Joins from one address in a minute; 0 means any number. */
  readonly joinLimit: number;
}

/** @throws Error that names the variable and what it must be */
export function readSettings(environment: Environment): Settings {
  const wholeNumber = (name: keyof typeof defaults, least = 1) => {
    const value = environment[name] ?? String(defaults[name]);
    const number = Number(value);
    if (!/^\d+$/.test(value) || !Number.isSafeInteger(number) || number < least)
      throw new Error(`${name} must be a whole number from ${least}, not "${value}".`);
    return number;
  };
  const span = (name: keyof typeof defaults, least?: number) => durationMs(wholeNumber(name, least));
  return {
    tableName: required(environment, 'TABLE_NAME'),
    connectionsEndpoint: required(environment, 'CONNECTIONS_ENDPOINT'),
    languages: listOf(environment, 'LANGUAGES'),
    terms: {
      leaseMs: span('LEASE_MS'),
      graceMs: span('GRACE_MS'),
      sessionMs: span('SESSION_MS'),
      skewMs: span('SKEW_MS', 0),
      createLimit: wholeNumber('CREATE_LIMIT', 0),
    },
    heartbeatMs: span('HEARTBEAT_MS'),
    rotateMs: span('ROTATE_MS'),
    busySpreadMs: span('BUSY_SPREAD_MS', 0),
    listenerLimit: wholeNumber('LISTENER_LIMIT'),
    joinLimit: wholeNumber('JOIN_LIMIT', 0),
  };
}

/** @throws Error that names the variable */
export function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value === undefined || value === '')
    throw new Error(`${name} is not set in the function's environment.`);
  return value;
}

/** A comma separated list with at least one entry. */
export const listOf = (environment: Environment, name: string): readonly string[] =>
  required(environment, name)
    .split(',')
    .map((entry) => entry.trim());
