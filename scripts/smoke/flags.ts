/** What `npm run smoke` is told. */
import { parseArgs } from 'node:util';
import { SettingsError } from '../../infra/settings.ts';
import { checkStageName } from '../../infra/settings/stage-file.ts';

export const USAGE =
  'npm run smoke -- [--stage NAME [--token TOKEN …] | --url wss://… --token TOKEN … [--origin https://…]] [--creations N] [--repetitions N] [--open-seconds N] [--report FILE], with the tokens better in PODIUM_TOKENS, separated by blanks';

export type Where =
  | { readonly kind: 'local' }
  | {
      readonly kind: 'stage';
      readonly stage: string;
      /** None: the stage's user pool makes speakers. */
      readonly tokens: readonly string[];
    }
  | {
      readonly kind: 'url';
      readonly url: string;
      readonly origin: string;
      readonly tokens: readonly string[];
    };

export interface SmokeFlags {
  readonly where: Where;
  readonly creations: number;
  readonly repetitions: number;
  readonly staysOpenMs: number;
  readonly report: string | undefined;
}

const options = {
  stage: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string', multiple: true },
  origin: { type: 'string' },
  creations: { type: 'string' },
  repetitions: { type: 'string' },
  'open-seconds': { type: 'string' },
  report: { type: 'string' },
} as const;

/**
 * @param givenTokens separated by blanks; a command line would show them to everybody on the machine, and keep them in
 * the shell's history
 * @throws SettingsError, as one sentence
 */
export function parseSmokeFlags(args: readonly string[], givenTokens = ''): SmokeFlags {
  const values = parsed(args);
  return {
    where: whereOf(
      values,
      givenTokens.split(/\s+/).filter((token) => token !== ''),
    ),
    creations: count('creations', values.creations, 1_000, 10_000),
    repetitions: count('repetitions', values.repetitions, 3, 100),
    staysOpenMs: count('open-seconds', values['open-seconds'], 60, 540) * 1_000,
    report: values.report,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    throw new SettingsError(`That is not how it is called: ${USAGE}`);
  }
}

function whereOf(
  { stage, url, token: named, origin }: ReturnType<typeof parsed>,
  given: readonly string[],
): Where {
  const token = named ?? given;
  if (stage !== undefined && url !== undefined)
    throw new SettingsError(`Say --stage or --url, not both: ${USAGE}`);
  if (url !== undefined) {
    if (!URL.canParse(url) || !/^wss?:$/.test(new URL(url).protocol) || new URL(url).search !== '')
      throw new SettingsError(`--url must be the stage's WebSocket URL, wss://…, not "${url}".`);
    if (token.length === 0)
      throw new SettingsError(
        '--url needs at least one access token of a speaker of that stage, in PODIUM_TOKENS or behind --token.',
      );
    return { kind: 'url', url: url.replace(/\/$/, ''), origin: originOf(url, origin), tokens: token };
  }
  if (origin !== undefined) throw new SettingsError('--origin goes with --url.');
  if (stage === undefined) {
    if (named !== undefined) throw new SettingsError('--token goes with --url or --stage.');
    return { kind: 'local' };
  }
  return { kind: 'stage', stage: checkStageName(stage), tokens: token };
}

function originOf(url: string, origin: string | undefined): string {
  if (origin !== undefined) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      throw new SettingsError(
        `--origin must be an origin, such as https://live.example.com, not "${origin}".`,
      );
    return origin;
  }
  if (new URL(url).hostname === 'localhost') return 'http://localhost:3000';
  throw new SettingsError('--url needs --origin, the address of the page, which the gateway lets in.');
}

function count(flag: string, text: string | undefined, fallback: number, most: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw new SettingsError(`--${flag} must be a whole number from 1 to ${most}, not "${text}".`);
  return value;
}
