/** From the text of a frame to a checked message, or to the one error that answers it. */
import * as v from 'valibot';
import {
  actions,
  clientMessages,
  listenerActions,
  listenerMessages,
  type Action,
  type ClientMessage,
  type ListenerAction,
  type ListenerMessage,
} from './client-messages.ts';
import type { ErrorCode } from './errors.ts';
import * as field from './fields.ts';
import { limits } from './limits.ts';
import type { RequestId } from './units.ts';

/** An error before it is stamped with a time: what went wrong, and the command it answers where that is known. */
export interface Violation {
  readonly code: Extract<
    ErrorCode,
    'INVALID_MESSAGE' | 'UNKNOWN_ACTION' | 'MESSAGE_TOO_LARGE' | 'UNSUPPORTED_LANGUAGE'
  >;
  readonly message: string;
  readonly requestId?: RequestId;
}

/** What was sent, checked against its schema. */
export type Checked<M> =
  { readonly ok: true; readonly message: M } | { readonly ok: false; readonly violation: Violation };

/**
 * Checks a speaker's message that the gateway routed to `action`.
 * @param text the message, at most 128 KB
 * @param languages BCP 47 tags that this stage offers
 */
export function decodeClientMessage<A extends Action>(
  action: A,
  text: string,
  languages: readonly string[],
): Checked<ClientMessage<A>> {
  const bytes = action === 'sendFrames' ? limits.messageBytes : limits.controlMessageBytes;
  const checked = check<ClientMessage<A>>(schemas[action], text, bytes);
  if (!checked.ok) return checked;
  const { message } = checked;
  if (
    'sourceLanguage' in message &&
    message.sourceLanguage !== undefined &&
    !languages.includes(message.sourceLanguage)
  )
    return refused(text, {
      code: 'UNSUPPORTED_LANGUAGE',
      message: `This stage does not offer the language you asked for. Choose one of: ${languages.join(', ')}.`,
    });
  return checked;
}

/** Checks a listener's message that the gateway routed to `action`. @param text the message, at most 128 KB */
export const decodeListenerMessage = <A extends ListenerAction>(
  action: A,
  text: string,
): Checked<ListenerMessage<A>> =>
  check<ListenerMessage<A>>(listenerSchemas[action], text, limits.controlMessageBytes);

function check<M>(schema: v.GenericSchema<unknown, M>, text: string, mostBytes: number): Checked<M> {
  if (isLongerThan(mostBytes, text))
    return refused(text, {
      code: 'MESSAGE_TOO_LARGE',
      message: `The message is longer than ${mostBytes} bytes. Send a shorter one.`,
    });
  const object = parseObject(text);
  if (object === undefined) return refused(text, { code: 'INVALID_MESSAGE', message: NOT_AN_OBJECT });
  const result = v.safeParse(schema, object, { abortEarly: true });
  return result.success
    ? { ok: true, message: result.output }
    : refused(text, { code: 'INVALID_MESSAGE', message: describe(result.issues[0]) });
}

/** With the requestId, where one can be read. */
const refused = (
  text: string,
  { code, message }: Pick<Violation, 'code' | 'message'>,
): { readonly ok: false; readonly violation: Violation } => ({
  ok: false,
  violation: { code, message, ...requestIdOf(parseObject(text)) },
});

/** Names what is wrong with a frame that no route matched. */
export function violationOfUnroutedMessage(text: string): Violation {
  const object = parseObject(text);
  const requestId = requestIdOf(object);
  if (isLongerThan(limits.messageBytes, text))
    return {
      code: 'MESSAGE_TOO_LARGE',
      message: `The message is longer than ${limits.messageBytes} bytes. Send a shorter one.`,
      ...requestId,
    };
  if (object === undefined) return { code: 'INVALID_MESSAGE', message: NOT_AN_OBJECT };
  return {
    code: 'UNKNOWN_ACTION',
    message: `The field action must be one of: ${allActions.join(', ')}.`,
    ...requestId,
  };
}

/** Typed key by key, so that a generic action still knows its own message. */
const schemas: { [A in Action]: v.GenericSchema<unknown, ClientMessage<A>> } = clientMessages;
const listenerSchemas: { [A in ListenerAction]: v.GenericSchema<unknown, ListenerMessage<A>> } =
  listenerMessages;
const allActions = [...new Set<string>([...actions, ...listenerActions])];

const NOT_AN_OBJECT = 'The message must be one JSON object.';

function parseObject(text: string): object | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
}

/** So that a refused command is told apart from its neighbours: its requestId, where that much could be read. */
function requestIdOf(object: object | undefined): { requestId?: RequestId } {
  const candidate: unknown =
    object !== undefined && Object.hasOwn(object, 'requestId') ? Reflect.get(object, 'requestId') : undefined;
  const result = v.safeParse(field.requestId, candidate);
  return result.success ? { requestId: result.output } : {};
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return `The message ${issue.message}.`;
  return issue.input === undefined ? `The field ${path} is missing.` : `The field ${path} ${issue.message}.`;
}

const BEYOND_ASCII = /[^\0-\x7f]/;

/** In UTF-8, without TextEncoder or Buffer, which neither Node's nor the browser's types give to this room. */
function isLongerThan(mostBytes: number, text: string): boolean {
  // A character has at least a byte, and ASCII no more: counting each took longer than all other checks of frames together.
  if (text.length > mostBytes) return true;
  if (!BEYOND_ASCII.test(text)) return false;
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes > mostBytes;
}
