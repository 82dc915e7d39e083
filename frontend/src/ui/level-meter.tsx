/** How loud the audience gets it. Drawn past the components: it changes ten times a second. */
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Broadcast } from '../audio/broadcast.ts';

export function LevelMeter({ broadcast }: { readonly broadcast: Broadcast }) {
  const id = useId();
  const meter = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const show = (level: number): void => {
      const percent = String(Math.round(level * 100));
      meter.current?.setAttribute('aria-valuenow', percent);
      meter.current?.style.setProperty('--level', percent);
    };
    show(0);
    return broadcast.subscribeLevel(show);
  }, [broadcast]);
  return (
    <div class="level">
      <span id={id}>Level</span>
      <div
        ref={meter}
        class="meter"
        role="meter"
        aria-labelledby={id}
        aria-valuemin={0}
        aria-valuemax={100}
      />
    </div>
  );
}
