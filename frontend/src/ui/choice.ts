/** What a speaker chose last, remembered by this browser. */
import * as v from 'valibot';
import { qualityTier, type QualityTier } from '#protocol/fields.ts';

export interface Choice {
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
}

const storageKey = 'podium.choice';
const schema = v.object({ sourceLanguage: v.string(), qualityTier });

/**
 * @param languages what the stage offers; what it no longer offers is not remembered
 * @param preferred the browser's own languages, best first
 */
export function rememberedChoice(
  storage: Pick<Storage, 'getItem'>,
  languages: readonly string[],
  preferred: readonly string[],
): Choice {
  const kept = read(storage);
  if (kept !== undefined && languages.includes(kept.sourceLanguage)) return kept;
  return {
    sourceLanguage: firstOffered(languages, preferred),
    qualityTier: kept?.qualityTier ?? 'standard',
  };
}

export function rememberChoice(
  storage: Pick<Storage, 'setItem'>,
  { sourceLanguage, qualityTier }: Choice,
): void {
  try {
    storage.setItem(storageKey, JSON.stringify({ sourceLanguage, qualityTier }));
  } catch {
    // Full or forbidden: then it is chosen again next time.
  }
}

function read(storage: Pick<Storage, 'getItem'>): Choice | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(storage.getItem(storageKey) ?? 'null'));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

function firstOffered(languages: readonly string[], preferred: readonly string[]): string {
  const base = (tag: string): string => tag.split('-', 1)[0] ?? tag;
  for (const wanted of preferred) {
    const found =
      languages.find((tag) => tag === wanted) ?? languages.find((tag) => base(tag) === base(wanted));
    if (found !== undefined) return found;
  }
  return languages[0] ?? 'en';
}
