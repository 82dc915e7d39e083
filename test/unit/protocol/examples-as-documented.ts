// Where PROTOCOL.md's examples and scenes say what the schemas do not, in sentences.
import * as v from 'valibot';
import { actions, clientMessages, type Action } from '#protocol/client-messages.ts';
import { decodeClientMessage, violationOfUnroutedMessage } from '#protocol/decode.ts';
import { errors } from '#protocol/errors.ts';
import { serverMessages } from '#protocol/server-messages.ts';
import { chapterOf, codeSpansOf, nameIn, sectionOf } from './document.ts';
import { setDifferences, type Entries, type Schemas } from './messages-as-documented.ts';

const UUID = '3f0c2b9e-8a55-4d1b-9a53-0c5d7e21f6aa';
/** How a scene shortens a client's id or a command's. */
const SHORT_ID = /^([A-Z]|r\d+)$/;
/** The gateway's own frames have these fields and no others. */
const GATEWAY_FRAME = ['message', 'connectionId', 'requestId'];

/** The table of wrong messages, each of them decoded. */
export function violationDifferences(document: string): readonly string[] {
  const { rows } = sectionOf(document, 'What a wrong message is answered');
  return rows.flatMap((row) => {
    const sent = nameIn(row['sent']);
    const answer = answerTo(sent.replaceAll('…', UUID));
    return answer === nameIn(row['answered']) ? [] : [`${sent} is answered ${answer}`];
  });
}

function answerTo(text: string): string {
  const action = actions.find((each) => each === actionOf(text));
  if (action === undefined) return violationOfUnroutedMessage(text).code;
  const decoded = decodeClientMessage(action, text, ['en']);
  return decoded.ok ? 'accepted' : decoded.violation.code;
}

/** The actions of the overview, and whether each reply is a message of the server's. */
export function overviewDifferences(document: string): readonly string[] {
  const rows = chapterOf(document, 'What a client sends')[0]?.rows ?? [];
  const replies = rows.map((row) => nameIn(row['reply']));
  return [
    ...setDifferences(
      'actions',
      rows.map((row) => nameIn(row['action'])),
      actions,
    ),
    ...replies.filter((reply) => !(reply in serverMessages)).map((reply) => `${reply} is no reply`),
  ];
}

/** Every message in a scene: fields may be left out, but none invented and none given a value it cannot have. */
export function sceneDifferences(document: string): readonly string[] {
  return chapterOf(document, 'Scenes').flatMap(({ heading, text }) =>
    codeSpansOf(text)
      .filter((span) => span.startsWith('{'))
      .flatMap((span) => abbreviatedDifferences(span).map((difference) => `${heading}: ${difference}`)),
  );
}

function abbreviatedDifferences(span: string): readonly string[] {
  const message = JSON.parse(span) as Readonly<Record<string, unknown>>;
  if ('connectionId' in message)
    return setDifferences('a gateway frame', Object.keys(message), GATEWAY_FRAME);
  const name = String(message['action'] ?? message['type']);
  const schemas: Schemas = 'action' in message ? clientMessages : serverMessages;
  const entries = schemas[name]?.entries;
  if (entries === undefined) return [`there is no message ${name}`];
  const code = message['code'];
  const retry =
    typeof code === 'string' && code in errors ? errors[code as keyof typeof errors].retry : undefined;
  return [
    ...Object.entries(message)
      .filter(([field, value]) => !fits(entries, field, value))
      .map(([field, value]) => `${name} has no ${field} of ${JSON.stringify(value)}`),
    ...(retry === message['retry'] ? [] : [`${String(code)} is retried ${String(retry)}`]),
  ];
}

function fits(entries: Entries, field: string, value: unknown): boolean {
  const schema = entries[field];
  if (schema === undefined) return false;
  return v.is(schema, typeof value === 'string' && SHORT_ID.test(value) ? UUID : value);
}

function actionOf(text: string): Action | undefined {
  try {
    return (JSON.parse(text) as { action?: Action }).action;
  } catch {
    return undefined;
  }
}
