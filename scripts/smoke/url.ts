/** A stage of which only the WebSocket URL and tokens are at hand. */
import { spoil } from '../../test/smoke/wrong-tokens.ts';
import type { Where } from './flags.ts';
import { givenSpeakers } from './given-tokens.ts';
import { creationsPerSecond, secondsNeeded } from './pace.ts';
import type { Visit } from './place.ts';

/** The defaults of a stage: its settings are not at hand. */
const CREATES_PER_HOUR = 50;
const LANGUAGES = ['en'];

export async function atUrl(
  { url, origin, tokens }: Extract<Where, { kind: 'url' }>,
  { flags, use }: Visit,
): Promise<void> {
  const { hostname } = new URL(url);
  const pace = { createsPerHour: CREATES_PER_HOUR, creationsPerSecond: creationsPerSecond({}) };
  await use({
    name: url,
    shortName: hostname.split('.')[0] ?? hostname,
    region: /\.execute-api\.([a-z0-9-]+)\./.exec(hostname)?.[1] ?? 'a region that the URL does not tell',
    target: {
      ...flags,
      url,
      origin,
      servesPage: false,
      languages: LANGUAGES,
      speakers: givenSpeakers(tokens, (count) => secondsNeeded(flags, count, pace), Date.now()),
      wrongTokens: spoil(tokens[0] ?? ''),
      storage: { kind: 'hidden', why: 'it takes --stage and AWS credentials to see what is stored' },
      ...pace,
    },
  });
}
