// `npm run findings`: writes docs/security-findings.md from what cdk-nag finds in each kind of stage.
import { writeFileSync } from 'node:fs';
import { FINDINGS_PAGE, findPage } from '../test/infra/findings.ts';

const { page, without } = await findPage();
writeFileSync(FINDINGS_PAGE, page);
console.log(FINDINGS_PAGE);
if (without.length > 0) {
  console.error(`Without a reason in infra/findings/explanations.ts:\n${without.join('\n')}`);
  process.exit(1);
}
