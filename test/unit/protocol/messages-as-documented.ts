// Where PROTOCOL.md's tables of messages and the schemas differ, in sentences.
import * as v from 'valibot';
import { chapterOf, codeSpansOf, nameIn, sectionOf, type Row, type Section } from './document.ts';

export type Entries = Readonly<Record<string, v.GenericSchema>>;
/** Message schemas by name: all of one direction. */
export type Schemas = Readonly<Record<string, { readonly entries: Entries }>>;

/** The field that names a message, and so stands in the heading instead of the table. */
export type Tag = 'action' | 'type';

export const CHAPTERS = {
  client: 'What a client sends',
  listener: 'What a listener sends',
  server: 'What the server sends',
} as const;
const SNAPSHOT = 'The snapshot';

export function messageDifferences(
  document: string,
  schemas: Schemas,
  by: keyof typeof CHAPTERS,
): readonly string[] {
  const tag: Tag = by === 'server' ? 'type' : 'action';
  const sections = chapterOf(document, CHAPTERS[by]).filter(({ heading }) => heading.startsWith('`'));
  const documented = new Map(sections.map((section) => [nameIn(section.heading), section]));
  return [
    ...setDifferences(`messages of a ${by}`, [...documented.keys()], Object.keys(schemas)),
    ...Object.entries(schemas).flatMap(([name, { entries }]) => {
      const section = documented.get(name);
      return section === undefined ? [] : fieldDifferences(document, name, section, without(entries, tag));
    }),
  ];
}

/** The fields of a message, or of what one is made of. */
export function fieldDifferences(
  document: string,
  message: string,
  section: Section,
  entries: Entries,
): readonly string[] {
  const shared = section.text.includes('(#the-snapshot)') ? sectionOf(document, SNAPSHOT).rows : [];
  const rows = [...shared, ...section.rows];
  const kinds = kindsOf(document);
  return [
    ...setDifferences(
      `fields of ${message}`,
      rows.map((row) => nameIn(row['field'])),
      Object.keys(entries),
    ),
    ...rows.flatMap((row) => {
      const schema = entries[nameIn(row['field'])];
      return schema === undefined
        ? []
        : rowDifferences(`${message}.${nameIn(row['field'])}`, row, schema, kinds);
    }),
  ];
}

function rowDifferences(
  where: string,
  row: Row,
  schema: v.GenericSchema,
  kinds: ReadonlyMap<string, Kind>,
): readonly string[] {
  const kind = kinds.get(row['kind'] ?? '');
  const presence = presenceOf(schema);
  return [
    ...(row['presence'] === presence ? [] : [`${where} is ${presence}, not ${row['presence']}`]),
    ...(kind === undefined
      ? [`${where} is of a kind that is not listed: ${row['kind']}`]
      : kindDifferences(where, kind, schema)),
  ];
}

function presenceOf(schema: v.GenericSchema): string {
  if (schema.type !== 'optional') return 'required';
  const fallback: unknown = 'default' in schema ? schema.default : undefined;
  return fallback === undefined ? 'optional' : `optional, default \`${JSON.stringify(fallback)}\``;
}

export interface Kind {
  readonly name: string;
  readonly accepted: readonly unknown[];
  readonly refused: readonly unknown[];
}

/** The kinds of value by name, with the document's examples. */
export function kindsOf(document: string): ReadonlyMap<string, Kind> {
  const examples = (cell: string | undefined) =>
    codeSpansOf(cell ?? '').map((span): unknown => JSON.parse(span));
  return new Map(
    sectionOf(document, 'Kinds of value').rows.map((row) => {
      const name = row['kind'] ?? '';
      return [name, { name, accepted: examples(row['accepted']), refused: examples(row['refused']) }];
    }),
  );
}

function kindDifferences(where: string, kind: Kind, schema: v.GenericSchema): readonly string[] {
  const options = optionsOf(schema);
  return [
    ...kind.accepted
      .filter((value) => !v.is(schema, value))
      .map((value) => `${where} refuses ${JSON.stringify(value)}, which ${kind.name} accepts`),
    ...[...kind.refused, null]
      .filter((value) => v.is(schema, value))
      .map((value) => `${where} accepts ${JSON.stringify(value)}, which ${kind.name} refuses`),
    // The codes have a table of their own.
    ...(options === undefined || kind.name === 'error code'
      ? []
      : setDifferences(`values of ${where}`, kind.accepted.map(String), options)),
  ];
}

/** The values of a field that takes one of a few words. */
function optionsOf(schema: v.GenericSchema): readonly string[] | undefined {
  if ('wrapped' in schema) return optionsOf(schema.wrapped as v.GenericSchema);
  return 'options' in schema ? (schema.options as readonly string[]) : undefined;
}

export function setDifferences(
  what: string,
  documented: readonly string[],
  actual: readonly string[],
): readonly string[] {
  return [
    ...actual.filter((name) => !documented.includes(name)).map((name) => `${what}: ${name} is missing`),
    ...documented.filter((name) => !actual.includes(name)).map((name) => `${what}: ${name} does not exist`),
    ...documented
      .filter((name, index) => documented.indexOf(name) !== index)
      .map((name) => `${what}: ${name} stands there twice`),
  ];
}

const without = (entries: Entries, tag: Tag): Entries =>
  Object.fromEntries(Object.entries(entries).filter(([name]) => name !== tag));
