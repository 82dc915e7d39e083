/** Conditions and updates as values that add up: text with placeholders, and what stands behind them. */
import type { Attributes } from './attributes.ts';

export interface Expression {
  readonly text: string;
  readonly values: Attributes;
}

export const expression = (text: string, values: Attributes = {}): Expression => ({ text, values });

/** All of them; the placeholders of one expression must not be another's. */
export const allOf = (...parts: readonly Expression[]): Expression => join(parts, ' AND ');
/** The assignments of one SET clause. */
export const setAll = (...parts: readonly Expression[]): Expression => {
  const { text, values } = join(parts, ', ');
  return { text: `SET ${text}`, values };
};

/** Sets attributes to plain values. */
export const assign = (attributes: Attributes): Expression =>
  join(
    Object.entries(attributes).map(([name, value]) =>
      expression(`${name} = :${name}`, { [`:${name}`]: value }),
    ),
    ', ',
  );

function join(parts: readonly Expression[], separator: string): Expression {
  return {
    text: parts.map(({ text }) => text).join(separator),
    values: Object.assign({}, ...parts.map(({ values }) => values)) as Attributes,
  };
}
