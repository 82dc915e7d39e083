/** `npm run --silent token -- NAME`: prints an access token of that speaker, for requests by hand and for tests. */
import { parseArgs } from 'node:util';
import { places } from './places.ts';
import { firstSentence, wholeNumber } from './flag-values.ts';
import { speakerName } from './sign-in/speaker-name.ts';
import { loadSigningKey } from './sign-in/signing-key.ts';
import { mintAccessToken, wrongs, type AccessTokenRequest } from './sign-in/tokens.ts';
import { StartError } from './start-error.ts';

const USAGE = `npm run --silent token -- NAME [--expires-in SECONDS] [--wrong ${wrongs.join('|')}]`;

try {
  const request = parse(process.argv.slice(2));
  console.log(await mintAccessToken(await loadSigningKey(places.signingKey), request, Date.now()));
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function parse(args: string[]): AccessTokenRequest {
  const { values, positionals } = parsed(args);
  const [text, ...more] = positionals;
  if (text === undefined || more.length > 0) throw new StartError(`Give exactly one name: ${USAGE}`);
  const speaker = speakerName(text);
  if ('problem' in speaker) throw new StartError(speaker.problem);
  const wrong = wrongs.find((known) => known === values.wrong);
  if (values.wrong !== undefined && wrong === undefined)
    throw new StartError(`--wrong must be one of ${wrongs.join(', ')}, not "${values.wrong}".`);
  const seconds = values['expires-in'];
  return {
    name: speaker.name,
    expiresInSeconds:
      seconds === undefined ? undefined : wholeNumber('--expires-in', seconds, 1, 10 * 365 * 86_400),
    wrong,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { 'expires-in': { type: 'string' }, wrong: { type: 'string' } },
    });
  } catch (error) {
    throw new StartError(`${firstSentence(error)}. Use ${USAGE}`, { cause: error });
  }
}
