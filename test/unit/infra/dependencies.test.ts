// The check of dependencies: what it must not let through.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  whatIsWrong,
  type Locked,
  type Lockfile,
  type Manifest,
} from '../../../scripts/dependencies-check.ts';
import { shippedPackages } from '../../../scripts/dependencies-shipped.ts';

const good: Locked = { version: '1.2.3', integrity: 'sha512-x', license: 'MIT' };
/** A project with this one package, and the same with something changed. */
interface Around {
  readonly name?: string;
  readonly wanted?: string;
  readonly rootWants?: string;
  readonly manifest?: Manifest;
  readonly shipped?: readonly string[];
}
const wrongWith = (
  locked: Locked,
  { name = 'thing', wanted = '1.2.3', rootWants = wanted, manifest = {}, shipped = [] }: Around = {},
) => {
  const lock: Lockfile = {
    lockfileVersion: 3,
    packages: { '': { dependencies: { [name]: rootWants } }, [`node_modules/${name}`]: locked },
  };
  return whatIsWrong({ dependencies: { [name]: wanted }, ...manifest }, lock, new Set(shipped));
};

describe('the check of dependencies', () => {
  test('has nothing against a good package', () => {
    expect(wrongWith(good)).toEqual([]);
    expect(wrongWith(good, { shipped: ['thing'] })).toEqual([]);
    expect(wrongWith({ ...good, resolved: 'https://registry.npmjs.org/thing/-/thing-1.2.3.tgz' })).toEqual(
      [],
    );
    expect(wrongWith({ ...good, license: '(MIT OR GPL-3.0-or-later)' })).toEqual([]);
  });

  test.each([
    ['a range', wrongWith(good, { wanted: '^1.2.3' }), /one exact release/],
    ['a tag', wrongWith(good, { wanted: 'latest' }), /one exact release/],
    ['an address', wrongWith(good, { wanted: 'git+https://example.com/thing.git' }), /one exact release/],
    [
      'a lock file that is behind',
      wrongWith(good, { wanted: '1.2.4', rootWants: '1.2.3' }),
      /not locked to 1\.2\.4/,
    ],
    [
      'another release than the locked one',
      wrongWith({ ...good, version: '1.2.4' }),
      /not locked to 1\.2\.3/,
    ],
    [
      'another host',
      wrongWith({ ...good, resolved: 'https://example.com/thing.tgz' }),
      /not from npm's registry/,
    ],
    ['a link', wrongWith({ ...good, link: true }), /not from npm's registry/],
    ['no checksum', wrongWith({ version: '1.2.3', license: 'MIT' }), /no SHA-512 checksum/],
    ['a weak checksum', wrongWith({ ...good, integrity: 'sha1-x' }), /no SHA-512 checksum/],
    ['a licence that binds', wrongWith({ ...good, license: 'GPL-3.0-only' }), /not on the list/],
    [
      'one of two licences that binds',
      wrongWith({ ...good, license: 'MIT AND AGPL-3.0-only' }),
      /not on the list/,
    ],
    [
      'a licence that binds behind a choice',
      wrongWith({ ...good, license: '(MIT OR Apache-2.0) AND GPL-3.0-only' }),
      /not on the list/,
    ],
    ['no licence', wrongWith({ version: '1.2.3', integrity: 'sha512-x' }), /no licence/],
    [
      'a shipped licence that only builds',
      wrongWith({ ...good, license: 'MPL-2.0' }, { shipped: ['thing'] }),
      /not on the list/,
    ],
    ['an install script', wrongWith({ ...good, hasInstallScript: true }), /wants to run a script/],
    ['something shipped that is not locked', wrongWith(good, { shipped: ['other'] }), /other is shipped/],
    [
      'a release known to be bad',
      wrongWith({ ...good, version: '3.0.0' }, { name: 'aws-cdk', wanted: '3.0.0' }),
      /known to be bad/,
    ],
    [
      'a package that is bad in every release',
      wrongWith(good, { name: 'plain-crypto-js' }),
      /known to be bad/,
    ],
  ])('stops %s', (_name, wrong, sentence) => {
    expect(wrong).toHaveLength(1);
    expect(wrong[0]).toMatch(sentence);
  });

  test('knows a licence that a person has read', () => {
    const silent = { version: '1.2.3', integrity: 'sha512-x' };
    expect(wrongWith(silent, { name: 'xmlhttprequest-ssl' })).toEqual([]);
  });

  test('lets an install script run that is on the list', () => {
    const manifest = { allowScripts: { thing: true } };
    expect(wrongWith({ ...good, hasInstallScript: true }, { manifest })).toEqual([]);
  });

  test('knows a package under another name by its own', () => {
    const wrong = wrongWith(
      { ...good, name: 'aws-cdk', version: '3.0.0' },
      { name: 'innocent', wanted: 'npm:aws-cdk@3.0.0' },
    );
    expect(wrong[0]).toMatch(/is aws-cdk 3\.0\.0, which is known to be bad/);
  });

  test('finds nothing in this project, and sees what the functions and the page carry', async () => {
    const shipped = await shippedPackages();
    expect([...shipped]).toEqual(
      expect.arrayContaining([
        '@aws-sdk/client-dynamodb',
        'aws-jwt-verify',
        'preact',
        'oidc-client-ts',
        'valibot',
      ]),
    );
    const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
    const wrong = whatIsWrong(
      read('package.json') as Manifest,
      read('package-lock.json') as Lockfile,
      shipped,
    );
    expect(wrong).toEqual([]);
  });
});
