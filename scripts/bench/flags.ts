/** What `npm run bench` is told. */
import { parseArgs } from 'node:util';
import { SettingsError } from '../../infra/settings.ts';

export const USAGE = 'npm run bench -- [--quick] [--only CHAPTER …] [--write]';

export interface BenchFlags {
  /** Fewer of everything: to see that it works, not how fast it is. */
  readonly quick: boolean;
  /** Whether docs/performance.md is made of it. */
  readonly write: boolean;
  /** Names of chapters, in their order. */
  readonly chapters: readonly string[];
}

const options = {
  quick: { type: 'boolean' },
  only: { type: 'string', multiple: true },
  write: { type: 'boolean' },
} as const;

/** @throws SettingsError, as one sentence */
export function parseBenchFlags(args: readonly string[], names: readonly string[]): BenchFlags {
  const { quick = false, only = names, write = false } = parsed(args);
  if (write && (quick || only.length < names.length))
    throw new SettingsError('docs/performance.md is made by a full run: leave out --quick and --only.');
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw new SettingsError(`There is no chapter "${unknown}": the chapters are ${names.join(', ')}.`);
  return { quick, write, chapters: names.filter((name) => only.includes(name)) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    throw new SettingsError(`That is not how it is called: ${USAGE}`);
  }
}
