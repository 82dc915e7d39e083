/** What pages do, and how long it took them. */
export const steps = ['connect', 'create', 'heartbeat', 'resume'] as const;
export type Step = (typeof steps)[number];
/** On one server: how long each took, in ms. */
export type Took = Readonly<Record<Step, readonly number[]>>;
