// cdk-nag's AWS Solutions rules on every kind of stage: nothing unexplained, no idle reason, and the page of reasons up to date.
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { explainFindings, unexplained } from '../../infra/findings/check.ts';
import { explanations } from '../../infra/findings/explanations.ts';
import { FINDINGS_PAGE, findPage } from './findings.ts';
import { appWith, kinds } from './stages.ts';

let found: Awaited<ReturnType<typeof findPage>>;
beforeAll(async () => {
  found = await findPage();
});

describe('the findings of cdk-nag', () => {
  test('each have a reason, in every kind of stage', () => {
    expect([...found.findings.keys()]).toEqual(Object.keys(kinds));
    for (const findings of found.findings.values()) expect(findings.length).toBeGreaterThan(10);
    expect(found.without).toEqual([]);
  });

  test('use every reason that is given', () => {
    const used = new Set([...found.findings.values()].flat().map(({ explanation }) => explanation));
    expect(explanations.filter((explanation) => !used.has(explanation))).toEqual([]);
  });

  test('are on their page, as `npm run findings` writes it', () => {
    expect(readFileSync(FINDINGS_PAGE, 'utf8')).toBe(found.page);
  });

  test('show a hole that somebody adds, wherever it is', async () => {
    const { app, stack } = await appWith({});
    new CfnBucket(stack, 'Careless');
    explainFindings(app);
    expect(unexplained(app).map((finding) => finding.split(' ')[0])).toEqual([
      'AwsSolutions-S1',
      'AwsSolutions-S10',
    ]);
  });
});
