import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { parseSmokeFlags } from '../../scripts/smoke/flags.ts';
import { givenSpeakers } from '../../scripts/smoke/given-tokens.ts';
import { creationsPerSecond, secondsNeeded, speakersNeeded } from '../../scripts/smoke/pace.ts';

test('without a place it is a local stack, with the counts of the full run', () => {
  expect(parseSmokeFlags([])).toEqual({
    where: { kind: 'local' },
    creations: 1_000,
    repetitions: 3,
    staysOpenMs: 60_000,
    report: undefined,
  });
});

test('a stage has speakers of its own, or those whose tokens are given', () => {
  expect(parseSmokeFlags(['--stage', 'prod']).where).toEqual({ kind: 'stage', stage: 'prod', tokens: [] });
  const given = parseSmokeFlags(['--stage', 'prod', '--token', 'a', '--token', 'b']);
  expect(given.where).toEqual({ kind: 'stage', stage: 'prod', tokens: ['a', 'b'] });
});

test('a URL goes with tokens and an origin, which is known of a local stack', () => {
  const url = 'wss://abc.execute-api.eu-west-1.amazonaws.com/prod';
  const origin = 'https://live.example.com';
  expect(parseSmokeFlags(['--url', url, '--token', 'a', '--origin', origin]).where).toEqual({
    kind: 'url',
    url,
    origin,
    tokens: ['a'],
  });
  expect(parseSmokeFlags(['--url', 'ws://localhost:3001/prod', '--token', 'a']).where).toMatchObject({
    origin: 'http://localhost:3000',
  });
});

test.each([
  [['--speed', '9'], 'That is not how it is called: npm run smoke'],
  [['--stage', 'Prod'], 'lower-case letters'],
  [['--stage', 'prod', '--url', 'wss://x'], 'not both'],
  [['--token', 'a'], 'goes with --url or --stage'],
  [['--origin', 'https://x'], '--origin goes with --url'],
  [['--url', 'https://x', '--token', 'a'], 'WebSocket URL'],
  [['--url', 'wss://x/prod'], 'at least one access token'],
  [['--url', 'wss://x/prod', '--token', 'a'], '--url needs --origin'],
  [['--url', 'wss://x/prod', '--token', 'a', '--origin', 'https://x/'], 'must be an origin'],
  [['--creations', '0'], '--creations must be a whole number from 1 to 10000'],
  [['--open-seconds', '1.5'], '--open-seconds must be a whole number from 1 to 540'],
])('%j is refused in one sentence', (args, sentence) => {
  expect(() => parseSmokeFlags(args)).toThrow(sentence);
});

const NOW_MS = Date.UTC(2026, 10, 21);
const tokenOf = (speaker: string, seconds: number) =>
  new SignJWT({ sub: speaker, exp: NOW_MS / 1000 + seconds })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new Uint8Array(32));

const lasts = (seconds: number) => () => seconds;

test('tokens tell their speakers, each of whom counts once', async () => {
  const tokens = [await tokenOf('ada', 900), await tokenOf('bob', 900), await tokenOf('ada', 3_600)];
  const asked: number[] = [];
  const given = givenSpeakers(tokens, (speakers) => (asked.push(speakers), 900), NOW_MS);
  expect(given.map(({ speaker }) => speaker)).toEqual(['ada', 'bob']);
  expect(asked).toEqual([2]);
});

test('a token that is none, or that would run out on the way, is refused without being shown', async () => {
  const short = await tokenOf('ada', 899);
  expect(() => givenSpeakers([short], lasts(900), NOW_MS)).toThrow(
    /^Token 1 runs out in 899 s, and with 1 speaker this run takes up to 15 min: [^\n]+$/,
  );
  expect(() => givenSpeakers(['secret'], lasts(900), NOW_MS)).toThrow(/^Token 1 is no access token/);
  expect(() => givenSpeakers(['secret'], lasts(900), NOW_MS)).not.toThrow('secret');
});

test('a run takes the longer the fewer its speakers, and the more is asked of them', () => {
  const pace = { createsPerHour: 50, creationsPerSecond: 20 };
  const full = { creations: 1_000, repetitions: 3, staysOpenMs: 60_000 };
  const minutes = (run: typeof full, speakers: number) => secondsNeeded(run, speakers, pace) / 60;
  const enough = speakersNeeded(full, 50);
  expect(minutes(full, enough)).toBeLessThan(15);
  expect(minutes(full, 1)).toBeGreaterThan(60);
  expect(minutes({ ...full, repetitions: 1 }, 1)).toBeLessThan(60);
  expect(minutes({ ...full, repetitions: 4 }, enough)).toBeGreaterThan(minutes(full, enough));
  expect(minutes({ ...full, creations: 10_000 }, 5_000)).toBeGreaterThan(minutes(full, 5_000));
});

test('tokens come from the environment, separated by blanks, unless they are on the command line', () => {
  const tokensOf = (args: readonly string[], given: string) => {
    const { where } = parseSmokeFlags(args, given);
    return 'tokens' in where ? where.tokens : undefined;
  };
  expect(tokensOf(['--stage', 'prod'], ' a  b\n')).toEqual(['a', 'b']);
  expect(tokensOf(['--stage', 'prod', '--token', 'c'], 'a b')).toEqual(['c']);
  expect(tokensOf(['--url', 'ws://localhost:3001/prod'], 'a')).toEqual(['a']);
  expect(parseSmokeFlags([], 'a').where).toEqual({ kind: 'local' });
});

test('goes at half the narrowest throttle, and asks for more speakers where each may make fewer sessions', () => {
  expect(creationsPerSecond({})).toBe(20);
  expect(creationsPerSecond({ createSession: { perSecond: 8, burst: 8 } })).toBe(4);
  const full = { creations: 1_000, repetitions: 3 };
  expect(speakersNeeded(full, 1)).toBeGreaterThan(3 * speakersNeeded(full, 50));
});
