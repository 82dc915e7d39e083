// The page of findings as it has to be now, and what has no reason.
import { format, resolveConfig } from 'prettier';
import { explainFindings, unexplained } from '../../infra/findings/check.ts';
import { findingsPage } from '../../infra/findings/page.ts';
import { appWith, kinds } from './stages.ts';

export const FINDINGS_PAGE = 'docs/security-findings.md';

export async function findPage() {
  const checked = await Promise.all(
    Object.entries(kinds).map(async ([kind, given]) => {
      const { app } = await appWith(given);
      return { kind, findings: explainFindings(app), left: unexplained(app) };
    }),
  );
  const byKind = new Map(checked.map(({ kind, findings }) => [kind, findings]));
  const options = await resolveConfig(FINDINGS_PAGE);
  return {
    findings: byKind,
    without: checked.flatMap(({ left }) => left),
    page: await format(findingsPage(byKind), { ...options, parser: 'markdown' }),
  };
}
