// The parts of the cold-start chapter that need no process.
import { X509Certificate } from 'node:crypto';
import type { Metafile } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { selfSignedCertificate } from '../../../scripts/bench/cold-start/certificate.ts';
import { contentsOf } from '../../../scripts/bench/cold-start/contents.ts';

describe('a certificate for loopback', () => {
  const at = new Date('2026-11-21T12:00:00Z');
  const certificate = new X509Certificate(selfSignedCertificate(at).certificatePem);

  test('is for 127.0.0.1 alone, and signed by its own key', () => {
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.checkIP('127.0.0.2')).toBeUndefined();
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  test('is good at that time, and for no more than a day around it', () => {
    expect([certificate.validFromDate, certificate.validToDate]).toEqual([
      new Date('2026-11-20T12:00:00Z'),
      new Date('2026-11-22T12:00:00Z'),
    ]);
  });
});

describe('what is in a bundle', () => {
  const metafile = (inputs: Record<string, number>): Metafile => ({
    inputs: {},
    outputs: {
      'index.mjs': {
        bytes: 0,
        imports: [],
        exports: [],
        inputs: Object.fromEntries(
          Object.entries(inputs).map(([file, bytesInOutput]) => [file, { bytesInOutput }]),
        ),
      },
    },
  });

  test('is told by where it comes from, largest first', () => {
    const contents = contentsOf(
      metafile({
        'lambdas/heartbeat.ts': 1,
        'lambdas/store/items.ts': 2,
        'lambdas/protocol/decode.ts': 10,
        'node_modules/valibot/dist/index.mjs': 10,
        'node_modules/@aws-sdk/client-dynamodb/dist-es/a.js': 300,
        'node_modules/@aws-sdk/core/dist-es/b.js': 40,
        'node_modules/@smithy/core/dist-es/c.js': 5,
        'node_modules/tslib/d.js': 4,
      }),
    );
    expect([...contents]).toEqual([
      ['DynamoDB client', 300],
      ['SDK core and smithy', 45],
      ['protocol and valibot', 20],
      ['aws-jwt-verify, credentials and other', 4],
      ['Podium', 3],
    ]);
  });

  test('leaves out what a bundler has thrown away', () => {
    expect([...contentsOf(metafile({ 'lambdas/connect.ts': 0 }))]).toEqual([]);
  });
});
