// What is printed, and one line that comes and goes.
import type { WriteStream } from 'node:tty';

export interface Terminal {
  say(text: string): void;
  /** A remark that programs do not read. */
  remark(text: string): void;
  /** Shows or replaces the line below what is printed; nothing where nobody sits in front of it. */
  status(text: string): void;
  clearStatus(): void;
}

type Stream = Pick<WriteStream, 'write'> & { readonly isTTY?: boolean; readonly columns?: number };

/** To the line's beginning, and away with what is there: also with the ^C that a terminal puts behind it. */
const CLEAR = '\r\u001b[K';

export function terminal(out: Stream, error: Stream): Terminal {
  let shown = false;
  const clearStatus = () => {
    if (shown) error.write(CLEAR);
    shown = false;
  };
  return {
    say(text) {
      clearStatus();
      out.write(`${text}\n`);
    },
    remark(text) {
      clearStatus();
      error.write(`${text}\n`);
    },
    status(text) {
      if (error.isTTY !== true) return;
      shown = true;
      // A line that wraps could not be cleared.
      const columns = error.columns ?? 0;
      error.write(`${CLEAR}${text.slice(0, (columns > 0 ? columns : 80) - 1)}`);
    },
    clearStatus,
  };
}
