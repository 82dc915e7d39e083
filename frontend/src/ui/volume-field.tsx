/** A slider from silence to full volume. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { limits } from '#protocol/limits.ts';

interface VolumeFieldProps {
  readonly value: number;
  /** Beside the label. */
  readonly children?: ComponentChildren;
  readonly disabled?: boolean;
  /** At each step on the way. */
  readonly onInput: (volume: number) => void;
  /** Where it was let go. */
  readonly onChange?: (volume: number) => void;
}

export function VolumeField({ value, children, disabled = false, onInput, onChange }: VolumeFieldProps) {
  const id = useId();
  const { min, max } = limits.volume;
  return (
    <div class="volume">
      <label for={id}>Volume {children}</label>
      <div>
        <input
          id={id}
          type="range"
          min={min}
          max={max}
          value={value}
          disabled={disabled}
          onInput={({ currentTarget }) => onInput(currentTarget.valueAsNumber)}
          onChange={({ currentTarget }) => onChange?.(currentTarget.valueAsNumber)}
        />
        <output for={id}>{value}</output>
      </div>
    </div>
  );
}
