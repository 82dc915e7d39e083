/** docs/security-findings.md, written from what the check found. */
import type { Finding } from './check.ts';
import { explanations } from './explanations.ts';

const HEAD = `# Security findings

Made by \`npm run findings\`; a test fails while it is stale. Do not edit: the reasons are in
[explanations.ts](../infra/findings/explanations.ts).

The AWS Solutions rules of [cdk-nag](https://github.com/cdklabs/cdk-nag) run over each kind of stage: with Cognito and with a
foreign issuer, with and without domains of one's own, and with everything set that can be set. What they find is listed here, each
with the reason why it stays. A finding without a reason, and a reason without a finding, fail the test.
`;

/** @param byKind the findings of each kind of stage */
export function findingsPage(byKind: ReadonlyMap<string, readonly Finding[]>): string {
  const all = [...byKind.values()].flat();
  const sections = explanations.map((explanation) => {
    const found = all.filter((finding) => finding.explanation === explanation);
    const kinds = [...byKind].filter(([, findings]) =>
      findings.some((finding) => finding.explanation === explanation),
    );
    const ids = unique(found.map(({ id }) => id.replace(/\[.*$/, '')));
    const what = unique(found.map(({ rule }) => rule));
    const where = unique(found.map(({ at }) => `\`${at.replace(/\/Resource$/, '')}\``));
    return [
      `## ${ids.join(', ')}: ${where.length === 1 ? '1 place' : `${where.length} places`}`,
      `> ${what.join(' ')}`,
      explanation.reason,
      `- Where: ${where.join(', ')}`,
      `- In stages: ${kinds.length === byKind.size ? 'all' : kinds.map(([kind]) => kind).join('; ')}`,
    ]
      .join('\n\n')
      .replace('\n\n- In', '\n- In');
  });
  return [HEAD, ...sections, ''].join('\n\n');
}

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
