// Text from elsewhere, as a terminal may show it, and how wide it is there.

/** What moves cursors, turns the direction of writing, or begins another line. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

export const printable = (text: string): string => text.replace(UNPRINTABLE, '\ufffd');

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Unicode Standard Annex 11: what is wide or fullwidth, by script and block. */
const WIDE =
  /[\p{Emoji_Presentation}\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const HALFWIDTH = /^[\uff61-\uffdc]/u;
const ASCII = /^[ -~]*$/;
/** Alone they stand on what is before them. */
const COMBINING = /^[\p{Mn}\p{Me}]+$/u;

/** In columns of a terminal. */
export function columnsOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of graphemes.segment(text))
    if (!COMBINING.test(segment)) columns += WIDE.test(segment) && !HALFWIDTH.test(segment) ? 2 : 1;
  return columns;
}
