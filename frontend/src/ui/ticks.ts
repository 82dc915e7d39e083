/** A clock for what counts on the page: renders again at each full second since (or until) an instant. */
import { useEffect, useReducer } from 'preact/hooks';

const secondMs = 1_000;

/** A session client of either role. */
interface Timekeeper {
  now(): number;
}

/** @returns `client.now()`; renders again whenever its distance from `instant` passes a full second */
export function useNow(client: Timekeeper, instant: number): number {
  // Not what it was at the last tick: `instant` may be newer than that.
  const [, render] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      const past = (((client.now() - instant) % secondMs) + secondMs) % secondMs;
      timer = setTimeout(tick, secondMs - past);
      render(undefined);
    };
    tick();
    return () => clearTimeout(timer);
  }, [client, instant]);
  return client.now();
}
