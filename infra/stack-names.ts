/** What the stacks are called, for `cdk` and for whoever looks for them. */

/** A stage's own stack. */
export const stackName = (stage: string): string => `Podium-${stage}`;
/** What the stages of an account and region share. No stage's stack can have this name. */
export const ACCOUNT_STACK = 'PodiumAccount';
