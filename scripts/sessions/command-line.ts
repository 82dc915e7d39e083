// What was asked for, from the words of the command line.
import { parseArgs } from 'node:util';
import type { SessionId } from '../../lambdas/protocol/units.ts';
import { UsageError } from './errors.ts';
import { statuses, type Status } from './session-facts.ts';

export const subcommands = ['list', 'show', 'watch', 'history', 'end'] as const;
export type Subcommand = (typeof subcommands)[number];

/** Where the sessions are: in a stage of an AWS account, or in a local stack, whose gateway has this port. */
export type At = { readonly stage: string } | { readonly gatewayPort: number };

interface Asked {
  readonly at: At;
  /** For programs. */
  readonly json: boolean;
}
interface OfSession extends Asked {
  readonly sessionId: SessionId;
}
export interface List extends Asked {
  readonly statuses: readonly Status[];
}
export type Show = OfSession;
export interface Watch extends Asked {
  /** undefined: every session. */
  readonly sessionId: SessionId | undefined;
}
export type History = OfSession;
export interface End extends OfSession {
  readonly reason: string | undefined;
}

export type Command =
  | { readonly name: 'help'; readonly of: Subcommand | undefined }
  | ({ readonly name: 'list' } & List)
  | ({ readonly name: 'show' } & Show)
  | ({ readonly name: 'watch' } & Watch)
  | ({ readonly name: 'history' } & History)
  | ({ readonly name: 'end' } & End);

const ON_THE_AIR: readonly Status[] = ['live', 'interrupted'];
const LONGEST_REASON = 200;
const MORE = 'npm run sessions -- --help tells more.';

type Options = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string }>>;
const everywhere: Options = {
  stage: { type: 'string' },
  'gateway-port': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};
const own: Readonly<Record<Subcommand, Options>> = {
  list: { status: { type: 'string' }, all: { type: 'boolean' } },
  show: {},
  watch: {},
  history: {},
  end: { reason: { type: 'string' } },
};

/** @throws UsageError: one sentence */
export function parseCommand(args: readonly string[]): Command {
  // Flags may stand before the subcommand, with values of their own.
  const options = Object.assign({}, everywhere, ...Object.values(own)) as Options;
  const [word, ...further] = parseArgs({
    args: [...args],
    allowPositionals: true,
    strict: false,
    options,
  }).positionals;
  const name = subcommands.find((known) => known === word);
  if (name === undefined) {
    if (word === 'help' || (word === undefined && args.some((arg) => arg === '--help' || arg === '-h')))
      return { name: 'help', of: subcommands.find((known) => known === further[0]) };
    throw new UsageError(
      `${word === undefined ? 'Say what to do' : `There is no "${word}"`}: ${subcommands.join(', ')}. ${MORE}`,
    );
  }
  const { positionals, values } = parsed(name, args);
  if (values['help'] === true) return { name: 'help', of: name };
  const [, id, ...more] = positionals;
  if (more.length > 0) throw new UsageError(`"${more.join(' ')}" is too much: ${name} takes one session.`);
  const asked = { at: atOf(values), json: values['json'] === true };
  switch (name) {
    case 'list':
      if (id !== undefined) throw new UsageError(`list takes no session: show ${id} tells of that one.`);
      return { name, ...asked, statuses: statusesOf(values) };
    case 'show':
    case 'history':
      return { name, ...asked, sessionId: sessionIdOf(name, id) };
    case 'watch':
      return { name, ...asked, sessionId: id === undefined ? undefined : sessionIdOf(name, id) };
    case 'end':
      return { name, ...asked, sessionId: sessionIdOf(name, id), reason: reasonOf(values['reason']) };
  }
}

type Values = ReturnType<typeof parsed>['values'];

function parsed(name: Subcommand, args: readonly string[]) {
  const options = { ...everywhere, ...own[name] };
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    const [problem] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    throw new UsageError(`${problem ?? 'That was not understood'}. ${MORE}`, { cause: error });
  }
}

function atOf({ stage, 'gateway-port': port }: Values): At {
  if (typeof stage === 'string') {
    if (port !== undefined) throw new UsageError('Say one of --stage and --gateway-port, not both.');
    return { stage };
  }
  const gatewayPort = Number(port ?? 3001);
  if (!Number.isInteger(gatewayPort) || gatewayPort < 1 || gatewayPort > 65_535)
    throw new UsageError(`--gateway-port must be a whole number from 1 to 65535, not "${String(port)}".`);
  return { gatewayPort };
}

function statusesOf({ all, status }: Values): readonly Status[] {
  if (typeof status !== 'string') return all === true ? statuses : ON_THE_AIR;
  if (all === true) throw new UsageError('Say one of --status and --all, not both.');
  return status.split(',').map((text) => {
    const found = statuses.find((known) => known === text.trim());
    if (found === undefined)
      throw new UsageError(`--status must be of ${statuses.join(', ')}, with commas between, not "${text}".`);
    return found;
  });
}

function sessionIdOf(name: Subcommand, id: string | undefined): SessionId {
  if (id === undefined || id === '' || id.length > 64)
    throw new UsageError(`Say which session: npm run sessions -- ${name} caring-king-2754`);
  return id as SessionId;
}

function reasonOf(reason: Values[string]): string | undefined {
  if (typeof reason !== 'string') return undefined;
  const text = reason.trim();
  // What is printed later must not be able to move somebody's cursor.
  if (text === '' || text.length > LONGEST_REASON || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    throw new UsageError(`--reason must be one line of 1 to ${LONGEST_REASON} characters.`);
  return text;
}
