/** What happens in a running stage is entered here, as it happens; a window of it is one operation. */
import { nothing, type Counter, type Tally } from './tally.ts';

/** API Gateway bills messages in steps: https://aws.amazon.com/api-gateway/pricing/ */
const MESSAGE_STEP_BYTES = 32 * 1024;

export interface Window {
  readonly tally: Tally;
  /** Database calls that waited for one another: the longest chain of them. */
  readonly roundTrips: number;
}

export interface Ledger {
  enter(counter: Counter, amount?: number): void;
  message(way: 'In' | 'Out', text: string | Buffer): void;
  /** Of a database call. @returns to be called when it has been answered */
  callBegun(): () => void;
  /** What was entered since the last time. */
  take(): Window;
}

export function openLedger(): Ledger {
  let entered: Record<Counter, number> = { ...nothing };
  /** The longest chain of calls that have ended: one that begins now may have waited for all of it. */
  let chain = 0;
  const enter: Ledger['enter'] = (counter, amount = 1) => {
    entered[counter] += amount;
  };
  return {
    enter,
    message(way, text) {
      const bytes = Buffer.byteLength(text);
      enter(`bytes${way}`, bytes);
      enter(`messages${way}`, Math.max(1, Math.ceil(bytes / MESSAGE_STEP_BYTES)));
    },
    callBegun() {
      const length = chain + 1;
      return () => {
        chain = Math.max(chain, length);
      };
    },
    take() {
      const window = { tally: entered, roundTrips: chain };
      entered = { ...nothing };
      chain = 0;
      return window;
    },
  };
}
