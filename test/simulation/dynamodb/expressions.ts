/**
 * DynamoDB's condition and update expressions, parsed once a text and run often. Of the grammar, what the store sends:
 * anything else is refused, so that an expression that only looks right never passes.
 */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { compare, equal } from './values.ts';

export type Attributes = Readonly<Record<string, AttributeValue>>;
type Operand = (item: Attributes, values: Attributes) => AttributeValue | undefined;
export type Condition = (item: Attributes, values: Attributes) => boolean;
/** Returns the item with the assignments made. Right sides read the item as it was. */
export type Update = (item: Attributes, values: Attributes) => Attributes;

export interface Parsed<Run> {
  readonly run: Run;
  /** Every `:name` in the text. */
  readonly placeholders: ReadonlySet<string>;
}

/** What DynamoDB answers with a ValidationException. */
export class InvalidExpression extends Error {
  override readonly name = 'InvalidExpression';
}

const TOKEN = /\s*(?:(<>|<=|>=|[=<>(),+])|(:\w+)|([A-Za-z]\w*(?:\.\w+)?))/y;

/** A reader of tokens, with what is common to both kinds of expression. */
class Tokens {
  readonly placeholders = new Set<string>();
  readonly #tokens: string[] = [];
  #at = 0;

  constructor(text: string) {
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const from = TOKEN.lastIndex;
      const match = TOKEN.exec(text);
      if (match === null) throw new InvalidExpression(`Syntax error at "${text.slice(from, from + 20)}".`);
      this.#tokens.push(match[0].trim());
    }
  }

  get done(): boolean {
    return this.#at === this.#tokens.length;
  }

  take(): string {
    const token = this.#tokens[this.#at++];
    if (token === undefined) throw new InvalidExpression('The expression ends too early.');
    return token;
  }

  /** Takes the token if it is this one; words in any case. */
  takes(wanted: string): boolean {
    const found = this.#tokens[this.#at]?.toUpperCase() === wanted.toUpperCase();
    if (found) this.#at += 1;
    return found;
  }

  expect(wanted: string): void {
    if (!this.takes(wanted)) throw new InvalidExpression(`Expected ${wanted}.`);
  }

  operand(): Operand {
    const token = this.take();
    if (token.startsWith(':')) {
      this.placeholders.add(token);
      return (_, values) => values[token];
    }
    if (token === 'size') return sizeOf(this.inBrackets(() => this.path(this.take())));
    return this.path(token);
  }

  inBrackets<T>(read: () => T): T {
    this.expect('(');
    const inner = read();
    this.expect(')');
    return inner;
  }

  path(token: string): Operand {
    if (!/^[A-Za-z]/.test(token)) throw new InvalidExpression(`${token} is no attribute.`);
    const [name = '', inner] = token.split('.');
    return inner === undefined ? (item) => item[name] : (item) => item[name]?.M?.[inner];
  }
}

export function parseCondition(text: string): Parsed<Condition> {
  const tokens = new Tokens(text);

  const either = (): Condition => {
    const parts = [both()];
    while (tokens.takes('OR')) parts.push(both());
    return parts.length === 1 ? one(parts) : (item, values) => parts.some((part) => part(item, values));
  };
  const both = (): Condition => {
    const parts = [single()];
    while (tokens.takes('AND')) parts.push(single());
    return parts.length === 1 ? one(parts) : (item, values) => parts.every((part) => part(item, values));
  };
  const single = (): Condition => {
    if (tokens.takes('(')) {
      const inner = either();
      tokens.expect(')');
      return inner;
    }
    if (tokens.takes('attribute_not_exists')) {
      const path = tokens.inBrackets(() => tokens.path(tokens.take()));
      return (item, values) => path(item, values) === undefined;
    }
    if (tokens.takes('attribute_exists')) {
      const path = tokens.inBrackets(() => tokens.path(tokens.take()));
      return (item, values) => path(item, values) !== undefined;
    }
    if (tokens.takes('contains')) {
      const [set, member] = tokens.inBrackets(() => {
        const path = tokens.path(tokens.take());
        tokens.expect(',');
        return [path, tokens.operand()] as const;
      });
      return (item, values) => textSet(set(item, values)).includes(member(item, values)?.S ?? '');
    }
    const left = tokens.operand();
    if (tokens.takes('IN')) {
      tokens.expect('(');
      const choices = [tokens.operand()];
      while (tokens.takes(',')) choices.push(tokens.operand());
      tokens.expect(')');
      return (item, values) => choices.some((choice) => equal(left(item, values), choice(item, values)));
    }
    const test = comparator(tokens.take());
    const right = tokens.operand();
    return (item, values) => test(left(item, values), right(item, values));
  };

  const run = either();
  if (!tokens.done) throw new InvalidExpression(`Unexpected ${tokens.take()}.`);
  return { run, placeholders: tokens.placeholders };
}

function one(parts: readonly Condition[]): Condition {
  const [only] = parts;
  if (only === undefined) throw new InvalidExpression('An empty condition.');
  return only;
}

function comparator(sign: string): (a: AttributeValue | undefined, b: AttributeValue | undefined) => boolean {
  switch (sign) {
    case '=':
      return equal;
    case '<>':
      return (a, b) => !equal(a, b);
    case '<':
      return (a, b) => compare(a, b, (order) => order < 0);
    case '<=':
      return (a, b) => compare(a, b, (order) => order <= 0);
    case '>':
      return (a, b) => compare(a, b, (order) => order > 0);
    case '>=':
      return (a, b) => compare(a, b, (order) => order >= 0);
    default:
      throw new InvalidExpression(`${sign} is no comparison.`);
  }
}

/** Of a set; what has no size equals nothing. */
const sizeOf =
  (path: Operand): Operand =>
  (item, values) => {
    const size = path(item, values)?.SS?.length;
    return size === undefined ? undefined : { N: String(size) };
  };

const textSet = (value: AttributeValue | undefined): readonly string[] => value?.SS ?? [];

export function parseUpdate(text: string): Parsed<Update> {
  const tokens = new Tokens(text);
  const clauses: Update[] = [];
  do {
    const clause = clauseNames.find((name) => tokens.takes(name));
    if (clause === undefined) throw new InvalidExpression('Expected SET, ADD or DELETE.');
    clauses.push(clause === 'SET' ? parseSet(tokens) : parseSetOperation(tokens, clause));
  } while (!tokens.done);
  return {
    // No attribute is named in two of them, so that one clause never reads what another has written.
    run: (item, values) => clauses.reduce((next, clause) => clause(next, values), item),
    placeholders: tokens.placeholders,
  };
}

const clauseNames = ['SET', 'ADD', 'DELETE'] as const;

/** ADD to a number or a set, or DELETE from a set: what is missing counts as 0, or as empty. */
function parseSetOperation(tokens: Tokens, clause: 'ADD' | 'DELETE'): Update {
  const name = tokens.take();
  const [path, operand] = [tokens.path(name), tokens.operand()];
  return (item, values) => {
    const [before, by] = [path(item, values), operand(item, values)];
    if (clause === 'ADD' && by?.N !== undefined)
      return { ...item, [name]: { N: String(Number(before?.N ?? 0) + Number(by.N)) } };
    if (by?.SS === undefined) throw new InvalidExpression(`${clause} takes a set.`);
    const members = textSet(before);
    const after =
      clause === 'ADD'
        ? [...new Set([...members, ...by.SS])]
        : members.filter((each) => !textSet(by).includes(each));
    const others = Object.fromEntries(Object.entries(item).filter(([each]) => each !== name));
    return after.length === 0 ? others : { ...others, [name]: { SS: after } };
  };
}

function parseSet(tokens: Tokens): Update {
  const assignments: {
    readonly path: string;
    readonly name: string;
    readonly inner: string | undefined;
    readonly value: Operand;
  }[] = [];
  do {
    const path = tokens.take();
    tokens.path(path);
    const [name = path, inner] = path.split('.');
    if (
      assignments.some(
        (other) => other.path === path || other.path === name || other.path.startsWith(`${path}.`),
      )
    )
      throw new InvalidExpression(`Two document paths overlap with each other: ${path}.`);
    tokens.expect('=');
    assignments.push({ path, name, inner, value: assigned(tokens) });
  } while (tokens.takes(','));

  return (item, values) => {
    const next: Record<string, AttributeValue> = { ...item };
    for (const { inner, name, value } of assignments) {
      const result = value(item, values);
      if (result === undefined)
        throw new InvalidExpression(
          'The provided expression refers to an attribute that does not exist in the item.',
        );
      if (inner === undefined) {
        next[name] = result;
        continue;
      }
      const map = next[name]?.M;
      if (map !== undefined) next[name] = { M: { ...map, [inner]: result } };
      else
        throw new InvalidExpression(
          'The document path provided in the update expression is invalid for update.',
        );
    }
    return next;
  };
}

/** An operand, a sum of two, or an attribute with what stands for it where it is missing. */
function assigned(tokens: Tokens): Operand {
  if (tokens.takes('if_not_exists')) {
    tokens.expect('(');
    const path = tokens.path(tokens.take());
    tokens.expect(',');
    const otherwise = tokens.operand();
    tokens.expect(')');
    return (item, values) => path(item, values) ?? otherwise(item, values);
  }
  const left = tokens.operand();
  if (!tokens.takes('+')) return left;
  const right = tokens.operand();
  return (item, values) => {
    const [a, b] = [left(item, values)?.N, right(item, values)?.N];
    return a === undefined || b === undefined ? undefined : { N: String(Number(a) + Number(b)) };
  };
}
