/** DynamoDB's typed attribute values, written and read. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Attributes = Record<string, AttributeValue>;

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number): AttributeValue => ({ N: String(value) });
export const flag = (value: boolean): AttributeValue => ({ BOOL: value });
export const uuid = (value: string): AttributeValue => ({
  B: Uint8Array.from(value.replaceAll('-', '').match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)),
});

export interface Reader {
  has(name: string): boolean;
  text(name: string): string;
  number(name: string): number;
  flag(name: string): boolean;
  uuid(name: string): string;
  map(name: string): Reader | undefined;
}

/** Reads attributes by kind; a missing or wrong one is damage, not a default. */
export function reader(attributes: Attributes): Reader {
  const demand = <T>(name: string, value: T | undefined): T => {
    if (value === undefined) throw new Error(`The stored item is damaged at ${name}.`);
    return value;
  };
  return {
    has: (name) => name in attributes,
    text: (name) => demand(name, attributes[name]?.S),
    number: (name) => Number(demand(name, attributes[name]?.N)),
    flag: (name) => demand(name, attributes[name]?.BOOL),
    uuid: (name) =>
      Array.from(demand(name, attributes[name]?.B), (byte) => byte.toString(16).padStart(2, '0'))
        .join('')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    map: (name) => {
      const map = attributes[name]?.M;
      return map === undefined ? undefined : reader(map);
    },
  };
}
