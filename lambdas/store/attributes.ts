/** DynamoDB's typed attribute values, written and read. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Record<string, AttributeValue>;

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });
/** Without duplicates, and never empty: DynamoDB has no empty sets. */
export const textSet = (values: readonly string[]): AttributeValue => ({ SS: [...values] });
export const flag = (value: boolean): AttributeValue => ({ BOOL: value });
export const uuid = (value: string): AttributeValue => ({
  B: new Uint8Array(Buffer.from(value.replaceAll('-', ''), 'hex')),
});

/** Reads attributes by kind; a missing or wrong one is damage, not a default. */
export class Reader {
  readonly #attributes: Attributes;

  constructor(attributes: Attributes) {
    this.#attributes = attributes;
  }

  has(name: string): boolean {
    return name in this.#attributes;
  }

  text(name: string): string {
    return demand(name, this.#attributes[name]?.S);
  }

  number(name: string): number {
    return Number(demand(name, this.#attributes[name]?.N));
  }

  flag(name: string): boolean {
    return demand(name, this.#attributes[name]?.BOOL);
  }

  /** Empty where it is absent, as DynamoDB keeps an empty set. */
  textSet(name: string): readonly string[] {
    return this.#attributes[name]?.SS ?? [];
  }

  uuid(name: string): string {
    const { buffer, byteLength, byteOffset } = demand(name, this.#attributes[name]?.B);
    const hex = Buffer.from(buffer, byteOffset, byteLength).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  map(name: string): Reader | undefined {
    const map = this.#attributes[name]?.M;
    return map && new Reader(map);
  }
}

function demand<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`The stored item is damaged at ${name}.`);
  return value;
}
