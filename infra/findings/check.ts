/** cdk-nag's AWS Solutions rules on a stage: what they find, and which of it is explained. */
import { Validations, type App } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ACCOUNT_STACK } from '../stack-names.ts';
import { explanations, type Explanation } from './explanations.ts';

export interface Finding {
  /** The rule, with what it found in brackets where it finds several things. */
  readonly id: string;
  /** The rule's own words. */
  readonly rule: string;
  /** From the stack down. */
  readonly at: string;
  readonly explanation: Explanation | undefined;
}

/** Lists everything that the rules find, and acknowledges what is explained, at the very resource. */
export function explainFindings(app: App): readonly Finding[] {
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  return violations.flatMap(({ ruleName: id, description: rule, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => {
      const at = fromStack(constructPath);
      const explanation = explanations.find((known) => known.finding.test(id) && known.at.test(at));
      const construct = app.node.findAll().find(({ node }) => node.path === constructPath);
      if (construct !== undefined && explanation !== undefined)
        Validations.of(construct).acknowledge({ id, reason: explanation.reason });
      return { id, rule, at, explanation };
    }),
  );
}

/** What cdk-nag itself still finds when it runs as a plugin of the synthesis would. */
export const unexplained = (app: App): readonly string[] =>
  new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => `${ruleName} at ${constructPath}`),
    );

/** `Podium-prod/Site/Bucket/Resource` -> `Site/Bucket/Resource`: the same in every stage. */
const fromStack = (path: string): string => {
  const [stack = '', ...rest] = path.split('/');
  return [...(stack === ACCOUNT_STACK ? ['account'] : []), ...rest].join('/');
};
