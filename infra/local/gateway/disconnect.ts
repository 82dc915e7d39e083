/** `$disconnect`: called when a connection has ended. Faults may lose, delay or repeat it, as AWS may. */
import { setTimeout as delay } from 'node:timers/promises';
import { disconnectEvent, type Closure, type ConnectionFacts } from './events.ts';
import type { FaultInjector } from './faults.ts';
import { invoke, type LambdaHandler } from './invocation.ts';

export interface DisconnectSteps {
  readonly disconnect: LambdaHandler | undefined;
  readonly integrationTimeoutMs: number;
  readonly faults: FaultInjector;
  readonly now: () => number;
}

/** Settles when the last call has ended; how it ended matters to nobody. */
export async function announceDisconnect(
  facts: ConnectionFacts,
  closure: Closure,
  { disconnect, integrationTimeoutMs, faults, now }: DisconnectSteps,
): Promise<void> {
  if (disconnect === undefined) return;
  const event = disconnectEvent(facts, closure, now());
  const call = async (delayMs: number) => {
    if (delayMs > 0) await delay(delayMs, undefined, { ref: false });
    await invoke('$disconnect', disconnect, event, integrationTimeoutMs);
  };
  await Promise.all(faults.disconnectDelaysMs().map(call));
}
