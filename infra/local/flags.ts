/** The flags of `npm start`, parsed and checked before anything starts. */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { languageTag } from '../../lambdas/protocol/fields.ts';
import { engineNames, type EngineName } from './database.ts';
import { firstSentence, wholeNumber } from './flag-values.ts';
import { admissions, type Admission } from '../page/page-config.ts';
import { places } from './places.ts';
import { StartError } from './start-error.ts';
import { defaultLanguages } from '../languages.ts';

export interface Flags {
  /** 0: any free port. */
  readonly sitePort: number;
  readonly gatewayPort: number;
  /** The data folder; undefined keeps everything in memory. */
  readonly data: string | undefined;
  readonly engine: EngineName;
  readonly languages: readonly string[];
  /** Who may listen. */
  readonly listeners: Admission;
  readonly idleTimeoutMs: number | undefined;
  readonly maxConnectionMs: number | undefined;
  /** Settings of the Lambdas by the name of their variable, where they are not to have the deployed default. */
  readonly lambdaSettings: Readonly<Record<string, string>>;
}

/** The longest span that a timer takes: about 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const LONGEST_SPAN_MS = 366 * 86_400_000;

/** Flag, variable, smallest and largest value, and what the local stack sets where the flag is absent. */
const lambdaFlags = [
  { flag: 'lease-ms', variable: 'LEASE_MS', least: 1, most: LONGEST_SPAN_MS },
  { flag: 'grace-ms', variable: 'GRACE_MS', least: 1, most: LONGEST_SPAN_MS },
  { flag: 'heartbeat-ms', variable: 'HEARTBEAT_MS', least: 1, most: LONGEST_TIMER_MS },
  { flag: 'session-ms', variable: 'SESSION_MS', least: 1, most: LONGEST_SPAN_MS },
  { flag: 'rotate-ms', variable: 'ROTATE_MS', least: 1, most: LONGEST_TIMER_MS },
  // One clock, no skew between hosts.
  { flag: 'skew-ms', variable: 'SKEW_MS', least: 0, most: LONGEST_SPAN_MS, local: '0' },
  { flag: 'create-limit', variable: 'CREATE_LIMIT', least: 0, most: 1_000_000 },
  { flag: 'listener-limit', variable: 'LISTENER_LIMIT', least: 1, most: 2_000 },
  { flag: 'join-limit', variable: 'JOIN_LIMIT', least: 0, most: 1_000_000 },
] as const;

/** @throws StartError: one sentence that names the flag */
export function parseFlags(args: readonly string[]): Flags {
  const values = parsed(args);
  const number = (flag: string, least: number, most: number): number | undefined => {
    const text = values[flag];
    return typeof text === 'string' ? wholeNumber(`--${flag}`, text, least, most) : undefined;
  };
  if (values['memory'] === true && values['data'] !== undefined)
    throw new StartError('Choose one of --data and --memory: nothing in memory is kept in a folder.');
  return {
    sitePort: number('site-port', 0, 65_535) ?? 3000,
    gatewayPort: number('gateway-port', 0, 65_535) ?? 3001,
    data: values['memory'] === true ? undefined : folder(values['data']),
    engine: engine(values['engine']),
    languages: languages(values['languages']),
    listeners: admission(values['listeners']),
    idleTimeoutMs: number('idle-timeout-ms', 1, LONGEST_TIMER_MS),
    maxConnectionMs: number('max-connection-ms', 1, LONGEST_TIMER_MS),
    lambdaSettings: Object.fromEntries(
      lambdaFlags.flatMap((setting) => {
        const value = number(setting.flag, setting.least, setting.most);
        const local = 'local' in setting ? setting.local : undefined;
        const chosen = value === undefined ? local : String(value);
        return chosen === undefined ? [] : [[setting.variable, chosen]];
      }),
    ),
  };
}

function parsed(args: readonly string[]): Record<string, string | boolean | undefined> {
  const text = [
    'site-port',
    'gateway-port',
    'data',
    'engine',
    'languages',
    'listeners',
    'idle-timeout-ms',
    'max-connection-ms',
    ...lambdaFlags.map(({ flag }) => flag),
  ];
  const options = {
    ...Object.fromEntries(text.map((flag) => [flag, { type: 'string' as const }])),
    memory: { type: 'boolean' as const },
  };
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const known = Object.keys(options).map((flag) => `--${flag}`);
    throw new StartError(`${firstSentence(error)}. The flags are ${known.join(', ')}.`, { cause: error });
  }
}

function folder(value: string | boolean | undefined): string {
  if (value === '') throw new StartError('--data must name a folder.');
  return typeof value === 'string' ? value : places.data;
}

function engine(value: string | boolean | undefined): EngineName {
  const found = engineNames.find((name) => name === (value ?? 'dynalite'));
  if (found === undefined)
    throw new StartError(`--engine must be one of ${engineNames.join(', ')}, not "${String(value)}".`);
  return found;
}

function admission(value: string | boolean | undefined): Admission {
  const found = admissions.find((name) => name === (value ?? 'anyone'));
  if (found === undefined)
    throw new StartError(`--listeners must be one of ${admissions.join(', ')}, not "${String(value)}".`);
  return found;
}

function languages(value: string | boolean | undefined): readonly string[] {
  if (typeof value !== 'string') return defaultLanguages;
  const tags = value.split(',').map((tag) => tag.trim());
  const wrong = tags.find((tag): boolean => !v.is(languageTag, tag));
  if (wrong !== undefined)
    throw new StartError(
      `--languages must be BCP 47 tags with commas between, such as en,de; not "${wrong}".`,
    );
  return tags;
}
