/** The SDK's client as the store sees it: attempts with a time limit each, retried in silence, in a given weather. */
import {
  InternalServerError,
  ProvisionedThroughputExceededException,
  ThrottlingException,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDB } from '../../../lambdas/store/database.ts';
import { operationOf, type Command, type OperationName, type Output, type Table } from './table.ts';

/** What becomes of one attempt. All times from when it is sent, ms. */
export type AttemptFate =
  | { readonly kind: 'answered'; readonly requestMs: number; readonly answerMs: number }
  /** The connection fails before anything was sent. */
  | { readonly kind: 'notSent'; readonly failMs: number }
  /** Applied, and nobody is told: the connection breaks, or the attempt's time runs out. */
  | { readonly kind: 'answerLost'; readonly requestMs: number; readonly failMs: number }
  /** The attempt's time runs out; the request is carried out after that. */
  | { readonly kind: 'appliedLate'; readonly requestMs: number }
  /** @default as a ThrottlingException */
  | { readonly kind: 'throttled'; readonly as?: keyof typeof throttles; readonly answerMs: number }
  /** HTTP 500: nobody knows. */
  | { readonly kind: 'failed'; readonly applied: boolean; readonly answerMs: number };

export interface Surroundings<By> {
  readonly after: (ms: number, run: () => void) => void;
  /** What becomes of this attempt; undefined where the caller is no more: nothing is sent, nothing answered. */
  fate(operation: OperationName, command: Command, by: By, attempt: number): AttemptFate | undefined;
  /** False: whoever waited is gone. */
  isWaiting(by: By): boolean;
  /** Before the attempt after this one. */
  backoffMs(attempt: number): number;
}

export interface SdkOptions<By> {
  readonly table: Table<By>;
  readonly surroundings: Surroundings<By>;
  readonly attempts: number;
  readonly attemptMs: number;
  /** On whose behalf a command is sent now. */
  readonly sender: () => By;
}

export function simulatedSdk<By>(options: SdkOptions<By>): DynamoDB {
  const { table, surroundings, attempts, attemptMs, sender } = options;
  const { after } = surroundings;

  const send = (command: Command): Promise<Output> => {
    const by = sender();
    const operation = operationOf(command);
    return new Promise((resolve, reject) => {
      const attempt = (number: number): void => {
        const fate = surroundings.fate(operation, command, by, number);
        if (fate === undefined) return;
        const fail = (error: Error): void => {
          if (!surroundings.isWaiting(by)) return;
          if (number === attempts) reject(error);
          else
            after(surroundings.backoffMs(number), () => {
              if (surroundings.isWaiting(by)) attempt(number + 1);
            });
        };
        const execute = (): (() => void) => {
          try {
            const output = table.execute(command, by);
            return () => resolve(output);
          } catch (error) {
            const refusal = error instanceof Error ? error : new Error('The table threw no error.');
            return () => reject(refusal);
          }
        };
        switch (fate.kind) {
          case 'answered':
            after(fate.requestMs, () => {
              const answer = execute();
              after(fate.answerMs, () => {
                if (surroundings.isWaiting(by)) answer();
              });
            });
            return;
          case 'notSent':
            after(fate.failMs, () => fail(broken()));
            return;
          case 'answerLost':
            after(fate.requestMs, execute);
            after(fate.requestMs + fate.failMs, () => fail(broken()));
            return;
          case 'appliedLate':
            after(attemptMs, () => fail(timedOut()));
            after(attemptMs + fate.requestMs, execute);
            return;
          case 'throttled':
            after(fate.answerMs, () => fail(throttled(fate.as)));
            return;
          case 'failed':
            after(fate.answerMs, () => {
              if (fate.applied) execute();
              fail(failed());
            });
        }
      };
      attempt(1);
    });
  };
  return { send: send as DynamoDB['send'] };
}

// As Node and the SDK's HTTP handler make them; see `translate` in lambdas/store/database.ts for what is read of them.
const broken = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
const timedOut = () => Object.assign(new Error('Request did not complete in time'), { name: 'TimeoutError' });
const throttles = { ThrottlingException, ProvisionedThroughputExceededException };
const throttled = (as: keyof typeof throttles = 'ThrottlingException') =>
  new throttles[as]({ message: 'Throttled', $metadata: {} });
const failed = () => new InternalServerError({ message: 'Internal server error', $metadata: {} });
