// What a stage may set: every wrong value is one sentence that names it, and what it must be.
import { describe, expect, test } from 'vitest';
import { checkSettings, SettingsError } from '../../../infra/settings.ts';
import { checkStageName, readStage } from '../../../infra/settings/stage-file.ts';

const certificate = (region: string) =>
  `arn:aws:acm:${region}:111122223333:certificate/00000000-0000-0000-0000-000000000000`;
const oidc = {
  issuer: 'https://login.example.com',
  clientId: 'page',
  audience: 'https://podium.example.com',
  jwksUri: 'https://login.example.com/keys',
};
const webSocketDomain = { name: 'ws.example.com', certificateArn: certificate('eu-central-1') };
const siteDomain = { name: 'live.example.com', certificateArn: certificate('us-east-1') };

const complaint = (given: unknown): string => {
  try {
    checkSettings(given);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'nothing is wrong';
};

describe('settings', () => {
  test('have a default for everything that has to be there', () => {
    expect(complaint({})).toBe('nothing is wrong');
  });

  test.each([
    [null, /^the whole must be an object/],
    [['tracing'], /^0 is not a setting/],
    [{ leaseSecond: 300 }, /^leaseSecond is not a setting\.$/],
    [{ leaseSeconds: 79 }, /^leaseSeconds must be a whole number from 80 to 3600, not 79\.$/],
    [{ heartbeatSeconds: 481 }, /^heartbeatSeconds must be a whole number from 10 to 480/],
    [{ leaseSeconds: '300' }, /^leaseSeconds must be a whole number/],
    [{ leaseSeconds: null }, /^leaseSeconds must be a whole number.*not null/],
    [{ heartbeatSeconds: 12.5 }, /^heartbeatSeconds must be a whole number/],
    [{ rotateMinutes: 106 }, /^rotateMinutes must be a whole number from 5 to 105/],
    [{ createsPerHour: 0 }, /^createsPerHour must be a whole number from 1/],
    [{ languages: [] }, /^languages must be a list of 1 to 100/],
    [{ languages: ['en', 'en'] }, /^languages must be a list/],
    [{ languages: ['en-us'] }, /^languages must be a list/],
    [{ languages: ['xq'] }, /^languages must be a list/],
    [{ languages: 'en' }, /^languages must be a list/],
    [
      { throttles: { sing: { perSecond: 1, burst: 1 } } },
      /^throttles has "sing", which must be a route: \$connect/,
    ],
    [{ throttles: { heartbeat: { perSecond: 1 } } }, /^throttles\.heartbeat\.burst is missing\.$/],
    [{ throttles: { heartbeat: { perSecond: 0, burst: 1 } } }, /^throttles\.heartbeat\.perSecond must be/],
    [
      { reservedConcurrency: { Heartbeat: 5 } },
      /^reservedConcurrency has "Heartbeat", which must be a function/,
    ],
    [
      { reservedConcurrency: { heartbeat: 0 } },
      /^reservedConcurrency\.heartbeat must be a whole number from 1/,
    ],
    [{ removal: 'keep' }, /^removal must be "destroy" or "retain", not "keep"\.$/],
    [{ logRetentionDays: 31 }, /^logRetentionDays must be one of 1, 3, 5, 7, 14, 30/],
    [{ logRetentionDays: 9999 }, /^logRetentionDays must be one of/],
    [{ alarmEmail: 'nobody' }, /^alarmEmail must be an e-mail address/],
    [{ tracing: 'yes' }, /^tracing must be true or false/],
    [{ region: 'Frankfurt' }, /^region must be a region/],
    [{ oidc: { ...oidc, issuer: 'http://login.example.com' } }, /^oidc\.issuer must be an https:\/\//],
    [{ oidc: { ...oidc, issuer: 'https://login.example.com?x' } }, /^oidc\.issuer must be an https:\/\//],
    [{ oidc: { ...oidc, issuer: 'https://me:pw@login.example.com' } }, /^oidc\.issuer must be an https:\/\//],
    [{ oidc: { ...oidc, scope: 'profile' } }, /^oidc\.scope must be scopes.*openid among them/],
    [
      { allowedOrigins: ['https://a.example.com', 'https://a.example.com'] },
      /^allowedOrigins must be a list of origins, each of them once/,
    ],
    [{ oidc: { ...oidc, audience: undefined } }, /^oidc\.audience is missing/],
    [{ oidc: { ...oidc, secret: 'x' } }, /^oidc\.secret is not a setting/],
    [
      { siteDomain: { name: 'https://live.example.com', certificateArn: certificate('us-east-1') } },
      /^siteDomain\.name must be a domain name/,
    ],
    [{ siteDomain: { name: 'live.example.com' } }, /^siteDomain\.certificateArn is missing/],
  ])('%j stop with one sentence', (given, sentence) => {
    const told = complaint(given);
    expect(told).toMatch(sentence);
    expect(told).not.toContain('\n');
  });

  test.each([
    ['no scheme', 'studio.example.com'],
    ['a trailing slash', 'https://studio.example.com/'],
    ['a path', 'https://studio.example.com/page'],
    ['a wildcard', 'https://*.example.com'],
    ['upper case', 'https://Studio.example.com'],
    ['its default port', 'https://studio.example.com:443'],
    ['no TLS', 'http://studio.example.com'],
    ['a scheme that is not the web’s', 'ftp://localhost'],
    ['null', 'null'],
    ['a user', 'https://me@studio.example.com'],
    ['a comma, which would be two', 'https://a.example.com,https://b.example.com'],
  ])('refuse an origin with %s', (_name, origin) => {
    expect(complaint({ allowedOrigins: [origin] })).toMatch(/^allowedOrigins\.0 must be an origin/);
  });

  test.each(['https://studio.example.com', 'https://studio.example.com:8443', 'http://localhost:3000'])(
    'take the origin %s',
    (origin) => {
      expect(complaint({ allowedOrigins: [origin] })).toBe('nothing is wrong');
    },
  );
});

describe('settings that do not go together', () => {
  test('a lease that one lost heartbeat would end', () => {
    expect(complaint({ leaseSeconds: 300, heartbeatSeconds: 120 })).toBe('nothing is wrong');
    expect(complaint({ leaseSeconds: 299, heartbeatSeconds: 120 })).toMatch(
      /^leaseSeconds must be at least twice/,
    );
  });

  test('a grace longer than the lease', () => {
    expect(complaint({ graceSeconds: 300 })).toBe('nothing is wrong');
    expect(complaint({ graceSeconds: 301 })).toMatch(
      /^graceSeconds must be at most leaseSeconds, 300, not 301/,
    );
  });

  test('an audience that an ID token has, too', () => {
    expect(complaint({ oidc })).toBe('nothing is wrong');
    expect(complaint({ oidc: { ...oidc, audience: oidc.clientId } })).toMatch(/^oidc\.audience must differ/);
  });

  test('an issuer whose access tokens name no audience', () => {
    const issuer = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Ab';
    expect(complaint({ oidc: { ...oidc, issuer } })).toMatch(/^oidc\.issuer must not be a Cognito user pool/);
  });

  test('certificates in regions where they are of no use', () => {
    expect(complaint({ region: 'eu-central-1', siteDomain, webSocketDomain })).toBe('nothing is wrong');
    expect(complaint({ siteDomain: { ...siteDomain, certificateArn: certificate('eu-west-1') } })).toMatch(
      /must be a certificate in us-east-1.*not in eu-west-1/,
    );
    expect(complaint({ region: 'eu-west-1', webSocketDomain })).toMatch(
      /must be a certificate in the stage's region, eu-west-1, not in eu-central-1/,
    );
    expect(complaint({ webSocketDomain })).toMatch(/^region must be set where webSocketDomain is/);
  });

  test('one name for site and WebSocket API', () => {
    const both = {
      region: 'eu-central-1',
      siteDomain,
      webSocketDomain: { ...webSocketDomain, name: siteDomain.name },
    };
    expect(complaint(both)).toMatch(/^siteDomain\.name and webSocketDomain\.name must differ/);
  });
});

describe('a stage', () => {
  test.each(['prod', 'a', 'dev-2', 'abcdefghijklmnopqrst'])('may be called %s', (name) => {
    expect(checkStageName(name)).toBe(name);
  });

  test.each(['', 'Prod', '2nd', '-dev', 'dev-', 'dev_1', 'abcdefghijklmnopqrstu', '../prod', 7, undefined])(
    'may not be called %j',
    (name) => {
      expect(() => checkStageName(name)).toThrow(/^A stage's name is 1 to 20 lower-case letters/);
    },
  );

  test.each(['aws', 'draws', 'cognito-test', 'amazon'])(
    'may not be called %s, as its sign-in could not',
    (name) => {
      expect(() => checkStageName(name)).toThrow(/must not hold aws, amazon or cognito/);
    },
  );

  test('without a file has the defaults; the one for production keeps its data', () => {
    expect(readStage('nosuchstage')).toEqual(checkSettings({}));
    expect(readStage('prod').removal).toBe('retain');
  });
});
