// Releases that must never be installed, with the place that says so. A name without versions is bad in all of them.
export interface KnownBad {
  readonly why: string;
  readonly source: string;
  readonly releases: Readonly<Record<string, readonly string[] | 'all'>>;
}

export const knownBad: readonly KnownBad[] = [
  {
    why: 'an old stray build that does not understand what aws-cdk-lib writes; the command is at 2.x',
    source: 'tried: it stops with a schema mismatch',
    releases: { 'aws-cdk': ['3.0.0'] },
  },
  {
    why: "taken over by way of its maintainer's account: installs a remote access trojan",
    source: 'https://github.com/axios/axios/issues/10604',
    releases: { axios: ['1.14.1', '0.30.4'], 'plain-crypto-js': 'all' },
  },
  {
    why: "taken over by way of their maintainer's account: redirects payments in the browser",
    source: 'https://github.com/chalk/chalk/issues/656, https://github.com/debug-js/debug/issues/1005',
    releases: {
      'ansi-regex': ['6.2.1'],
      'ansi-styles': ['6.2.2'],
      backslash: ['0.2.1'],
      chalk: ['5.6.1'],
      'chalk-template': ['1.1.1'],
      color: ['5.0.1'],
      'color-convert': ['3.1.1'],
      'color-name': ['2.0.1'],
      'color-string': ['2.1.1'],
      debug: ['4.4.2'],
      'has-ansi': ['6.0.1'],
      'is-arrayish': ['0.3.3'],
      'simple-swizzle': ['0.2.3'],
      'slice-ansi': ['7.1.1'],
      'strip-ansi': ['7.1.1'],
      'supports-color': ['10.2.1'],
      'supports-hyperlinks': ['4.1.1'],
      'wrap-ansi': ['9.0.1'],
    },
  },
  {
    why: "taken over by way of their maintainers' accounts: runs a downloaded program",
    source:
      'https://github.com/advisories/GHSA-g2q5-5433-rhrf, https://github.com/advisories/GHSA-73qr-pfmq-6rp8',
    releases: {
      rc: ['1.2.9', '1.3.9', '2.3.9'],
      coa: ['2.0.3', '2.0.4', '2.1.1', '2.1.3', '3.0.1', '3.1.3'],
    },
  },
  {
    why: "taken over by way of its maintainer's account: mines coins and steals passwords",
    source: 'https://github.com/advisories/GHSA-pjwm-rvh2-c87w',
    releases: { 'ua-parser-js': ['0.7.29', '0.8.0', '1.0.0'] },
  },
  {
    why: "taken over by way of their maintainer's account: installs a program that steals credentials",
    source:
      'https://github.com/prettier/eslint-config-prettier/issues/339, https://github.com/pyrra-dev/pyrra/pull/1534',
    releases: {
      'eslint-config-prettier': ['8.10.1', '9.1.1', '10.1.6', '10.1.7'],
      'eslint-plugin-prettier': ['4.2.2', '4.2.3'],
    },
  },
  {
    why: 'made to steal from wallets',
    source: 'https://github.com/advisories/GHSA-mh6f-8j2x-4483',
    releases: { 'flatmap-stream': 'all', 'event-stream': ['3.3.6'] },
  },
];
