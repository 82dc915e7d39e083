// Where PROTOCOL.md's tables of errors, limits and settings and the code differ, in sentences.
import { codeSpansOf, nameIn, sectionOf, type Row } from './document.ts';
import { setDifferences } from './messages-as-documented.ts';

export interface Errors {
  /** What to do, by code. */
  readonly codes: Readonly<Record<string, { readonly retry: string }>>;
  readonly retries: readonly string[];
}

export function errorDifferences(document: string, { codes, retries }: Errors): readonly string[] {
  const { rows } = sectionOf(document, 'Errors');
  const listed = rowsWith(rows, 'code');
  const policies = rows.filter((row) => !('code' in row)).map((row) => nameIn(row['retry']));
  return [
    ...setDifferences('error codes', namesOf(listed, 'code'), Object.keys(codes)),
    ...setDifferences('ways to retry', policies, retries),
    ...listed.flatMap((row) => {
      const code = nameIn(row['code']);
      const actual = codes[code]?.retry;
      return actual === undefined || actual === nameIn(row['retry']) ? [] : [`${code} is retried ${actual}`];
    }),
  ];
}

/** Numbers by name, one level of grouping written with a dot. */
export type Numbers = Readonly<Record<string, number | Readonly<Record<string, number>>>>;

/** @param column of the names, so that two tables of one section are told apart */
export function numberDifferences(
  document: string,
  column: 'limit' | 'setting',
  numbers: Numbers,
): readonly string[] {
  const rows = rowsWith(sectionOf(document, 'Limits').rows, column);
  const actual = new Map(flattened(numbers));
  return [
    ...setDifferences(`${column}s`, namesOf(rows, column), [...actual.keys()]),
    ...rows.flatMap((row) => {
      const name = nameIn(row[column]);
      const value = actual.get(name);
      const documented = row['value'] ?? row['unless it says otherwise'] ?? '';
      const right = value === undefined ? documented : withUnit(name, value);
      return documented === right ? [] : [`${name} is ${right}, not ${documented}`];
    }),
  ];
}

/** @param values by what they are called in the table under Connecting */
export function handshakeDifferences(
  document: string,
  values: Readonly<Record<string, string>>,
): readonly string[] {
  const rows = rowsWith(sectionOf(document, 'Connecting').rows, 'what');
  const documented = rows.map((row) => `${row['what']}: ${codeSpansOf(row['value'] ?? '').join()}`);
  return setDifferences(
    'handshake',
    documented,
    Object.entries(values).map(([what, value]) => `${what}: ${value}`),
  );
}

const rowsWith = (rows: readonly Row[], column: string) => rows.filter((row) => column in row);
const namesOf = (rows: readonly Row[], column: string) => rows.map((row) => nameIn(row[column]));

const flattened = (numbers: Numbers): [string, number][] =>
  Object.entries(numbers).flatMap(([name, value]) =>
    typeof value === 'number'
      ? [[name, value] as [string, number]]
      : flattened(value).map(([inner, number]): [string, number] => [`${name}.${inner}`, number]),
  );

/** As the tables write it: thousands apart, and the unit that the name promises. */
function withUnit(name: string, value: number): string {
  const unit = name.endsWith('Bytes') ? ' bytes' : /(_MS|Ms)$/.test(name) ? ' ms' : '';
  return value.toLocaleString('en-US') + unit;
}
