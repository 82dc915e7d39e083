/** The simulation's table and SDK behind the store suite's engine, so that what the simulation shows may be believed. */
import type { DatabaseErrors } from '../../../infra/local/database.ts';
import type { Engine } from '../../conformance/store-suite.ts';
import { newMeter } from '../../support/speaker.ts';
import { Chance } from '../chance.ts';
import { simulatedSdk, type AttemptFate } from './sdk.ts';
import { Table, type Output } from './table.ts';

const ATTEMPTS = 3;

/** No clock runs here: what takes time takes turns of the event loop, a random number of them, so that calls overtake each other. */
export async function startSimulatedEngine(): Promise<Engine> {
  const chance = new Chance(1);
  const table = new Table<undefined>(() => undefined);
  let failing: DatabaseErrors = { count: 0, applied: false };
  const { meter, count } = newMeter();

  const after = (turns: number, run: () => void): void =>
    void setImmediate(() => (turns <= 1 ? run() : after(turns - 1, run)));
  const fate = (): AttemptFate => {
    const { count: left, applied, throttledAs } = failing;
    if (left === 0)
      return { kind: 'answered', requestMs: chance.between(1, 9), answerMs: chance.between(1, 9) };
    failing = { ...failing, count: left - 1 };
    return throttledAs === undefined
      ? { kind: 'failed', applied, answerMs: 1 }
      : { kind: 'throttled', as: throttledAs, answerMs: 1 };
  };
  const sdk = simulatedSdk<undefined>({
    table,
    attempts: ATTEMPTS,
    attemptMs: 9,
    sender: () => undefined,
    surroundings: { after, fate, isWaiting: () => true, backoffMs: () => 1 },
  });
  const client: typeof sdk = {
    send: (async (command: Parameters<typeof sdk.send>[0]) => {
      Object.assign(command.input, { ReturnConsumedCapacity: 'TOTAL' });
      const counted = count(command.constructor.name.replace(/Command$/, ''));
      const output = (await sdk.send(command)) as Output;
      counted.units += output.ConsumedCapacity?.CapacityUnits ?? 0;
      return output;
    }) as typeof sdk.send,
  };
  return {
    connect: () => ({ client, meter }),
    failNext: (errors) => {
      failing = errors;
    },
    stop: async () => undefined,
  };
}
