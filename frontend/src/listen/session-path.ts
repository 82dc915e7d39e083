/** Which session a page follows: it stands in its address. */

const FOLDER = '/listen';

/** @returns undefined where the address names none */
export function sessionIdOf(pathname: string): string | undefined {
  const [, id] = /^\/listen\/([^/]+)\/?$/.exec(pathname) ?? [];
  return id === undefined ? undefined : decoded(id);
}

function decoded(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    // URIError: half an escape. It names what no session is called.
    return id;
  }
}

/** Any other name cannot even be asked for: it travels in a WebSocket subprotocol, which is a token (RFC 6455, section 4.1). */
export const mayBeSession = (id: string): boolean => /^[\w-]{1,64}$/.test(id);

export const pathOf = (sessionId: string): string => `${FOLDER}/${encodeURIComponent(sessionId)}`;

/** As people write down what they heard: `Caring King 2754`, or a whole link. */
export function sessionIdIn(typed: string): string | undefined {
  const text = typed.trim();
  // Links are pasted as browsers show them, too: without a scheme, or with a port that looks like one.
  const [, linked] = /\/listen\/([^\s/?#]*)/.exec(text) ?? [];
  if (linked === undefined && URL.canParse(text)) return undefined;
  const name = linked === undefined ? text : decoded(linked).trim();
  const id = name.toLowerCase().replace(/[\s_–—-]+/g, '-');
  return id === '' ? undefined : id;
}
