/** The kinds of value that settings have. Each message completes "<setting> …". */
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import { languageTag } from '../../lambdas/protocol/fields.ts';

export const wholeNumber = (least: number, most: number) => {
  const message = `must be a whole number from ${least} to ${most}`;
  return v.pipe(
    v.number(message),
    v.safeInteger(message),
    v.minValue(least, message),
    v.maxValue(most, message),
  );
};
export const matching = (pattern: RegExp, message: string) =>
  v.pipe(v.string(message), v.regex(pattern, message));
export const flag = v.boolean('must be true or false');

const domainName = matching(
  /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  'must be a domain name in lower case, such as live.example.com',
);
const certificateArn = matching(
  /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
  'must be the ARN of a certificate of AWS Certificate Manager',
);
export const ownDomain = v.strictObject(
  { name: domainName, certificateArn },
  'must be an object with name and certificateArn',
);

const ORIGIN = 'must be an origin: https://host or https://host:port, without a path or wildcard';
/** As a browser writes it into the Origin header: anything else would never match. */
const origin = v.pipe(v.string(ORIGIN), v.check(isOrigin, ORIGIN));
function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || text.includes('*')) return false;
  const url = new URL(text);
  // A page without TLS is no secure context, but for the one that its author has on his own machine.
  const onOwnMachine = url.protocol === 'http:' && url.hostname === 'localhost';
  return url.origin === text && (url.protocol === 'https:' || onOwnMachine);
}

const HTTPS_URL = 'must be an https:// address without user and query string';
export const httpsUrl = v.pipe(
  v.string(HTTPS_URL),
  v.check((text) => /^https:\/\/[^\s?#@]+$/.test(text) && URL.canParse(text), HTTPS_URL),
);
const SCOPE = 'must be scopes with blanks between them, openid among them';
export const scope = v.pipe(
  v.string(SCOPE),
  v.check((text) => text.split(' ').includes('openid'), SCOPE),
);
export const text = v.pipe(v.string('must be a text'), v.nonEmpty('must not be empty'));

const ORIGINS = 'must be a list of origins, each of them once';
export const origins = v.pipe(
  v.array(origin, ORIGINS),
  v.check((list) => new Set(list).size === list.length, ORIGINS),
);

const LANGUAGES = 'must be a list of 1 to 100 BCP 47 tags that have a name, such as ["en", "pt-BR"]';
const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });
/** Known: the Unicode list that comes with Node, as with the browsers that show the names, has it in this spelling. */
const isKnownLanguage = (tag: string): boolean =>
  v.is(languageTag, tag) && Intl.getCanonicalLocales(tag)[0] === tag && languageNames.of(tag) !== undefined;
export const languages = v.pipe(
  v.array(v.string(LANGUAGES), LANGUAGES),
  v.minLength(1, LANGUAGES),
  v.maxLength(100, LANGUAGES),
  v.check((tags) => tags.every(isKnownLanguage) && new Set(tags).size === tags.length, LANGUAGES),
);

const days = Object.values(RetentionDays).filter(
  (value) => typeof value === 'number' && value !== RetentionDays.INFINITE,
);
const RETENTION_DAYS = `must be one of ${days.join(', ')}`;
/** Those that CloudWatch knows. For ever is not among them: nobody should keep logs by not thinking of it. */
export const retentionDays = v.pipe(
  v.enum(RetentionDays, RETENTION_DAYS),
  v.check((value) => value !== RetentionDays.INFINITE, RETENTION_DAYS),
);
