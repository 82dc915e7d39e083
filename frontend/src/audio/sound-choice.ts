/** Which microphone and which format a speaker chose last, remembered by this browser. */
import * as v from 'valibot';
import type { SoundFormat } from './sound-format.ts';

const storageKey = 'podium.sound';
const schema = v.object({
  deviceId: v.optional(v.string()),
  format: v.optional(v.picklist(['opus', 'pcm'] satisfies SoundFormat[])),
});

/** Absent: whatever the system and the browser prefer. */
export type SoundChoice = v.InferOutput<typeof schema>;

export function rememberedSound(storage: Pick<Storage, 'getItem'>): SoundChoice {
  try {
    const parsed = v.safeParse(schema, JSON.parse(storage.getItem(storageKey) ?? 'null'));
    return parsed.success ? parsed.output : {};
  } catch {
    return {};
  }
}

export function rememberSound(storage: Pick<Storage, 'setItem'>, choice: SoundChoice): void {
  try {
    storage.setItem(storageKey, JSON.stringify(choice));
  } catch {
    // Full or forbidden: then it is chosen again next time.
  }
}
