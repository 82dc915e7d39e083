/** One of several, in a native list. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface SelectFieldProps<T extends string> {
  readonly label: ComponentChildren;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly disabled?: boolean;
  readonly onChange: (value: T) => void;
}

export function SelectField<T extends string>({
  label,
  value,
  options,
  disabled = false,
  onChange,
}: SelectFieldProps<T>) {
  const id = useId();
  const choose = (chosen: string): void => {
    const option = options.find((offered) => offered.value === chosen);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
