// The template validator that comes with the construct library: it knows CloudFormation's own schemas.
import { CfnResource } from 'aws-cdk-lib';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { appWith, kinds } from './stages.ts';

process.env['CDK_VALIDATION'] = 'true';

test.each(Object.entries(kinds))('the validator finds nothing in a stage %s', async (_kind, given) => {
  const { app } = await appWith(given);
  const { directory } = app.synth();
  const report: unknown = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8'));
  rmSync(directory, { recursive: true, force: true });
  expect(report).toMatchObject({ pluginReports: [] });
});

test('the validator is on: it stops a property that there is not', async () => {
  const { app, stack } = await appWith({});
  new CfnResource(stack, 'Wrong', { type: 'AWS::S3::Bucket', properties: { BucketNome: 'x' } });
  expect(() => app.synth()).toThrow(/BucketNome/);
});
