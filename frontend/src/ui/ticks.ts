/** A clock for what counts on the page: renders again at each full second since (or until) an instant. */
import { useEffect, useState } from 'preact/hooks';

const secondMs = 1_000;

/** A session client of either role. */
interface Timekeeper {
  now(): number;
}

/** @returns `client.now()`, renewed whenever its distance from `instant` passes a full second */
export function useNow(client: Timekeeper, instant: number): number {
  const [now, setNow] = useState(() => client.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      const at = client.now();
      setNow(at);
      const past = (((at - instant) % secondMs) + secondMs) % secondMs;
      timer = setTimeout(tick, secondMs - past);
    };
    tick();
    return () => clearTimeout(timer);
  }, [client, instant]);
  return now;
}
