/** A light check of what arrives. The server is ours and its schemas are tested; this only keeps out what is not for us. */
import type { ServerMessage, ServerMessageType } from '#protocol/server-messages.ts';

/** What a role hears: for each type of message the fields that it is told apart and counted by. */
export type Hears<T extends ServerMessageType> = Readonly<Record<T, string>>;

const textFields = ['requestId', 'sessionId', 'reason', 'code', 'message', 'retry'];

/**
 * @returns undefined for what answers nothing here: not JSON, a type that the role does not hear, the gateway's own
 * error frames (they have no `type`), a message without its identifying fields
 */
export function readServerMessage<T extends ServerMessageType>(
  text: string,
  hears: Hears<T>,
): ServerMessage<T> | undefined {
  try {
    const message: unknown = JSON.parse(text);
    const { type, ...fields } = message as { readonly type: T; readonly [field: string]: unknown };
    const isWhole =
      // Throws for a type that is not among them, whatever else an object has by that name.
      [...hears[type].split(' '), 'timestamp'].every(
        (field) => typeof fields[field] === (textFields.includes(field) ? 'string' : 'number'),
      );
    return isWhole ? (message as ServerMessage<T>) : undefined;
  } catch {
    return undefined;
  }
}
