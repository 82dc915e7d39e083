// What must hold of the packages that are installed, shipped and used to build: a pure function of the two manifests.
import { knownBad } from './dependencies-known-bad.ts';

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** Packages whose install scripts may run. */
  readonly allowScripts?: Readonly<Record<string, boolean>>;
}

export interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly inBundle?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

export interface Lockfile {
  readonly lockfileVersion: number;
  /** By path from the project's root; the empty one is the project itself. */
  readonly packages: Readonly<Record<string, Locked & Manifest>>;
}

/** Licences of what Podium hands on: they ask for their notice at most. */
const MAY_SHIP = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
]);
/** Of what only builds and tests: those, and what is free to use unchanged. */
const MAY_BUILD = new Set([...MAY_SHIP, 'CC0-1.0', 'MPL-2.0', 'Python-2.0', 'Unlicense']);
/** Of packages that state it in a way that npm does not take over into the lock file, as a person read it in their files. */
const READ_BY_HAND: ReadonlyMap<string, string> = new Map([['xmlhttprequest-ssl', 'MIT']]);
/** An exact release, also of a package under another name: no range, no tag, no address. */
const EXACT = /^(npm:(@[\w.-]+\/)?[\w.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/;
const REGISTRY = 'https://registry.npmjs.org/';
const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/**
 * @param shipped names of the packages that are in the functions' bundles or in the page
 * @returns what is wrong, a sentence each
 */
export function whatIsWrong(
  manifest: Manifest,
  lock: Lockfile,
  shipped: ReadonlySet<string>,
): readonly string[] {
  const installed = Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, locked]) => ({ path, name: locked.name ?? nameAt(path), locked }));
  return [
    ...installed.flatMap(({ path, name, locked }) => [
      ...origin(path, locked),
      ...licence(path, name, locked, shipped.has(name) ? MAY_SHIP : MAY_BUILD),
      ...badRelease(path, name, locked),
      ...installScript(path, name, locked, manifest),
    ]),
    ...exactness(manifest, lock),
    ...[...shipped]
      .filter((name) => !installed.some((one) => one.name === name))
      .map((name) => `${name} is shipped, but is not in package-lock.json.`),
  ];
}

const nameAt = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

function origin(path: string, { resolved, integrity, inBundle, link }: Locked): readonly string[] {
  const elsewhere = link === true || (resolved !== undefined && !resolved.startsWith(REGISTRY));
  return [
    ...(elsewhere ? [`${path} comes from ${resolved ?? 'a link'}, not from npm's registry.`] : []),
    // What is inside of another package has that one's checksum.
    ...(inBundle !== true && integrity?.startsWith('sha512-') !== true
      ? [`${path} has no SHA-512 checksum in package-lock.json.`]
      : []),
  ];
}

/** SPDX: of `A OR B` one is enough, of `A AND B` both are needed; what mixes the two is for a person to read. */
function licence(
  path: string,
  name: string,
  { license = READ_BY_HAND.get(name) }: Locked,
  allowed: ReadonlySet<string>,
): readonly string[] {
  const terms = (license ?? 'no licence').replace(/^\(([^()]*)\)$/, '$1');
  const good = terms.includes(' OR ')
    ? terms.split(' OR ').some((one) => allowed.has(one))
    : terms.split(' AND ').every((one) => allowed.has(one));
  return good
    ? []
    : [`${path} is under ${license ?? 'no licence'}, which is not on the list of allowed ones.`];
}

function badRelease(path: string, name: string, { version = '' }: Locked): readonly string[] {
  return knownBad.flatMap(({ why, source, releases }) => {
    const bad = Object.hasOwn(releases, name) ? releases[name] : undefined;
    return bad === 'all' || bad?.includes(version) === true
      ? [`${path} is ${name} ${version}, which is known to be bad: ${why} (${source}).`]
      : [];
  });
}

function installScript(path: string, name: string, { hasInstallScript }: Locked, manifest: Manifest) {
  return hasInstallScript === true && manifest.allowScripts?.[name] !== true
    ? [`${path} wants to run a script when it is installed, and is not among allowScripts in package.json.`]
    : [];
}

function exactness(manifest: Manifest, lock: Lockfile): readonly string[] {
  const root = lock.packages[''] ?? {};
  return KINDS.flatMap((kind) => {
    const wanted = Object.entries(manifest[kind] ?? {});
    const known = root[kind] ?? {};
    const gone = Object.keys(known).filter((name) => manifest[kind]?.[name] === undefined);
    return [
      ...wanted.flatMap(([name, release]) => {
        if (!EXACT.test(release))
          return [`${name} must be one exact release in package.json, not ${release}.`];
        const locked = lock.packages[`node_modules/${name}`]?.version ?? 'nothing';
        return known[name] === release && (release === locked || release.endsWith(`@${locked}`))
          ? []
          : [`${name} is not locked to ${release}: run npm install.`];
      }),
      ...gone.map((name) => `${name} is locked, but not in package.json: run npm install.`),
    ];
  });
}
