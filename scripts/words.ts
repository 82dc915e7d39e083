// `npm run words`: chooses the words of session ids out of friendly-words and writes lambdas/store/words.ts.
// A word is short, sounds like no other chosen one (so that an id survives being read out), and is kind in
// any pair; how many there are keeps the names above 10^9.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { doubleMetaphone } from 'double-metaphone';
import { format } from 'prettier';

const WORDS_A_LIST = 380;
const SHORTEST = 3;
const LONGEST = 7;

// Kind alone and unkind in a pair or about a person, or read as a number; friendly-words has already left out the worse.
const LEFT_OUT = new Set(
  (
    'abject aged angry bald bitter bomb boob bottom bum burly chubby clumsy cold crab cunning cyst dead deer dirt dirty ' +
    'dour dull dusty eight elderly false fat fatal fifth fire first five flaky foul four fourth fowl frail giddy gun ' +
    'half harsh hissing humble hungry jail jumpy jury killer knife leech lice lousy lowly lying maggot moist muddy ' +
    'naked nervous nine ninth nosy nude odd old pale pig poison poor prickly puny queen rat roach rogue rough rude sassy ' +
    'scarce second seven shady short shy single six sixth skinny skunk slave slime slimy slow slug sly snail sneaky ' +
    'sordid sore sour stale steal stealth stingy stupid sulky swine tart tender third three tick torpid ugly unruly wary weak wig ' +
    'acidic foe scrawny hulking servant girdle enemy spleen penalty warlock scourge termite rodent stinger marred dungeon fanatic forger feet deadpan clammy faint gaudy drunk furtive goofy grizzly gray meowing muddled obvious tan wistful daffy dazed empty hardly brash viscose raspy scapula mammal laborer nutria witch wizard worm worried zero zombie'
  ).split(' '),
);

const require = createRequire(import.meta.url);
const { predicates, objects } = JSON.parse(
  readFileSync(require.resolve('friendly-words/generated/words.json'), 'utf8'),
) as Record<'predicates' | 'objects', string[]>;

const heard = new Set<string>();
const adjectives = choose(predicates.filter(isAdjective));
const nouns = choose(objects);

function isAdjective(word: string): boolean {
  return /(y|ful|ous|ing|ant|ent|al|ed|id|le|ive|ic|an|ar|ish|ern|ble|er|et|nt|rm|ld|rk|rt|ck|sh|nd|ft|ry)$/.test(
    word,
  );
}

function choose(words: readonly string[]): string[] {
  const fit = words.filter((word) => {
    if (!/^[a-z]+$/.test(word) || word.length < SHORTEST || word.length > LONGEST || LEFT_OUT.has(word))
      return false;
    const sounds = doubleMetaphone(word);
    if (sounds.some((sound) => heard.has(sound))) return false;
    sounds.forEach((sound) => heard.add(sound));
    return true;
  });
  if (fit.length < WORDS_A_LIST) throw new Error(`Only ${fit.length} words are left of ${words.length}.`);
  // Evenly over the alphabet.
  return Array.from(
    { length: WORDS_A_LIST },
    (_, index) => fit[Math.floor((index * fit.length) / WORDS_A_LIST)] ?? '',
  );
}

const list = (words: readonly string[]) => `'${words.join(' ')}'.split(' ')`;
const source = `// Made by \`npm run words\` from the package friendly-words; do not edit.
export const adjectives: readonly string[] = ${list(adjectives)};
export const nouns: readonly string[] = ${list(nouns)};
`;
writeFileSync(
  'lambdas/store/words.ts',
  await format(source, { parser: 'typescript', singleQuote: true, printWidth: 110 }),
);
console.log(`${adjectives.length} adjectives, ${nouns.length} nouns`);
