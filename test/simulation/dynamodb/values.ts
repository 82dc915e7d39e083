/** DynamoDB's values: how they compare, and how large they are. Only the types that the store uses. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** Different types are never equal; neither is an attribute that is missing. */
export function equal(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return b.N !== undefined && Number(a.N) === Number(b.N);
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.B !== undefined) return b.B !== undefined && sameBytes(a.B, b.B);
  throw new Error('Values of a type that the store does not use were compared.');
}

/** False where either is missing or their types differ. Numbers and texts have an order here, nothing else. */
export function compare(
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
  holds: (order: number) => boolean,
): boolean {
  if (a?.N !== undefined && b?.N !== undefined) return holds(Number(a.N) - Number(b.N));
  if (a?.S !== undefined && b?.S !== undefined) return holds(a.S < b.S ? -1 : a.S > b.S ? 1 : 0);
  return false;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}

/** Developer guide, "DynamoDB item sizes and formats": names and texts in UTF-8, numbers two digits a byte. */
export function sizeInBytes(item: Readonly<Record<string, AttributeValue>>): number {
  let bytes = 0;
  for (const name in item) bytes += utf8(name) + sizeOf(item[name]);
  return bytes;
}

function sizeOf(value: AttributeValue | undefined): number {
  if (value?.S !== undefined) return utf8(value.S);
  if (value?.N !== undefined) return Math.ceil(value.N.length / 2) + 2;
  if (value?.B !== undefined) return value.B.byteLength;
  if (value?.BOOL !== undefined) return 1;
  if (value?.M !== undefined) return 3 + Object.keys(value.M).length + sizeInBytes(value.M);
  if (value?.SS !== undefined) return value.SS.reduce((bytes, member) => bytes + utf8(member), 0);
  throw new Error('A value of a type that the store does not use was stored.');
}

/** Nearly every text here is ASCII, for which its length is the answer. */
const ASCII = /^[\0-\x7f]*$/;
const utf8 = (text: string): number => (ASCII.test(text) ? text.length : Buffer.byteLength(text));
