/** Which names the local sign-in takes: any that a person would write on one line. */

const LONGEST = 128;

/** @returns the name to use, or the one sentence that says why not */
export function speakerName(text: string): { readonly name: string } | { readonly problem: string } {
  const name = text.trim();
  if (name === '') return { problem: 'Give a name: any will do.' };
  if (name.length > LONGEST) return { problem: `Give a name of at most ${LONGEST} characters.` };
  if (/\p{Cc}/u.test(name)) return { problem: 'Give a name without control characters.' };
  return { name };
}
