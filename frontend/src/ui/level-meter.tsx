/** How loud the audience gets it. Drawn past the components: it changes ten times a second. */
import { useEffect, useId, useRef } from 'preact/hooks';
import type { Broadcast } from '../audio/broadcast.ts';

export function LevelMeter({ broadcast }: { readonly broadcast: Broadcast }) {
  const id = useId();
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(
    () =>
      broadcast.subscribeLevel((level) => {
        if (meter.current) meter.current.value = level;
      }),
    [broadcast],
  );
  return (
    <div class="level">
      <label for={id}>Level</label>
      <meter id={id} ref={meter} min={0} max={1} value={0} />
    </div>
  );
}
