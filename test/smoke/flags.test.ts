import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { parseSmokeFlags } from '../../scripts/smoke/flags.ts';
import { givenSpeakers } from '../../scripts/smoke/given-tokens.ts';
import { creationsPerSecond, speakersNeeded } from '../../scripts/smoke/pace.ts';

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
  [['--url', 'wss://x/prod'], 'at least one --token'],
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

test('tokens tell their speakers, each of whom counts once', async () => {
  const tokens = [await tokenOf('ada', 900), await tokenOf('bob', 900), await tokenOf('ada', 3_600)];
  expect(givenSpeakers(tokens, NOW_MS).map(({ speaker }) => speaker)).toEqual(['ada', 'bob']);
});

test('a token that is none, or that would run out on the way, is refused without being shown', async () => {
  const short = await tokenOf('ada', 899);
  expect(() => givenSpeakers([short], NOW_MS)).toThrow('Token 1 runs out in 899 s');
  expect(() => givenSpeakers(['secret'], NOW_MS)).toThrow(/^Token 1 is no access token/);
  expect(() => givenSpeakers(['secret'], NOW_MS)).not.toThrow('secret');
});

test('goes at half the narrowest throttle, and asks for more speakers where each may make fewer sessions', () => {
  expect(creationsPerSecond({})).toBe(20);
  expect(creationsPerSecond({ createSession: { perSecond: 8, burst: 8 } })).toBe(4);
  const full = { creations: 1_000, repetitions: 3 };
  expect(speakersNeeded(full, 1)).toBeGreaterThan(3 * speakersNeeded(full, 50));
});
