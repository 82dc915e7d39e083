/** The database calls of a handler, taken down so that they can be made again without it. */
import type { DynamoDB } from '../../../lambdas/store/database.ts';

type Send = DynamoDB['send'];
type Command = Parameters<Send>[0];

export interface Call {
  readonly command: Command;
  readonly output: unknown;
}

/** One after the other; the calls of one step were under way together. */
export type Steps = readonly (readonly Call[])[];

export interface Recording {
  readonly client: DynamoDB;
  /** What was sent since this was asked last. */
  take(): Steps;
}

export function recorded(client: DynamoDB): Recording {
  let steps: { command: Command; output: unknown }[][] = [];
  let underWay = 0;
  const send = async (command: Command): Promise<unknown> => {
    const call = { command, output: undefined as unknown };
    if (underWay === 0) steps.push([call]);
    else steps.at(-1)?.push(call);
    underWay += 1;
    try {
      return (call.output = await client.send(command));
    } finally {
      underWay -= 1;
    }
  };
  return {
    client: { send: send as Send },
    take: () => {
      const taken = steps;
      steps = [];
      return taken;
    },
  };
}

/** The same calls on another table, with nothing around them. @returns what makes them, as often as it is called */
export function bareCalls(steps: Steps, client: DynamoDB, tableName: string): () => Promise<void> {
  const ready = steps.map((step) =>
    step.map(({ command: { constructor, input } }) => {
      const Again = constructor as new (input: object) => Command;
      const there = { ...input, TableName: tableName };
      return () => client.send(new Again(there));
    }),
  );
  return async () => {
    for (const step of ready) await Promise.all(step.map((call) => call()));
  };
}

/** A database that has every answer at hand, in the order in which they were given. */
export function answersAtHand(): { readonly client: DynamoDB; readonly give: (steps: Steps) => void } {
  let outputs: unknown[] = [];
  return {
    client: { send: (async () => outputs.shift()) as Send },
    give: (steps) => (outputs = steps.flat().map(({ output }) => output)),
  };
}
