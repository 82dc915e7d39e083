/** The two choices of a session, before it starts and while it runs. */
import { useId } from 'preact/hooks';
import type { QualityTier } from '#protocol/fields.ts';
import { languageName } from './language-names.ts';
import { Saving } from './saving.tsx';
import { SelectField } from './select-field.tsx';

interface FieldProps<T> {
  readonly value: T;
  readonly onChange: (value: T) => void;
  /** Changed here and not stored by the server yet. */
  readonly saving?: boolean;
  readonly disabled?: boolean;
}

export function LanguageField({
  languages,
  value,
  onChange,
  saving = false,
  disabled = false,
}: FieldProps<string> & { readonly languages: readonly string[] }) {
  // A session may have been started where more languages are offered.
  const offered = languages.includes(value) ? languages : [value, ...languages];
  return (
    <SelectField
      label={
        <>
          Language you speak <Saving shown={saving} />
        </>
      }
      value={value}
      options={offered.map((tag) => ({ value: tag, label: languageName(tag) }))}
      disabled={disabled}
      onChange={onChange}
    />
  );
}

const tiers: Record<QualityTier, { readonly label: string; readonly hint: string }> = {
  standard: { label: 'Standard', hint: 'For most sessions' },
  premium: { label: 'Premium', hint: 'The best quality' },
};

export function QualityField({ value, onChange, saving = false, disabled = false }: FieldProps<QualityTier>) {
  const name = useId();
  return (
    <fieldset class="field" disabled={disabled}>
      <legend>
        Quality <Saving shown={saving} />
      </legend>
      <div class="tiers">
        {(Object.keys(tiers) as QualityTier[]).map((tier) => (
          <label key={tier} class="tier">
            <input
              type="radio"
              name={name}
              value={tier}
              checked={tier === value}
              onChange={() => onChange(tier)}
            />
            <span>
              <strong>{tiers[tier].label}</strong>
              <small>{tiers[tier].hint}</small>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
