/** Which session a page follows: it stands in its address. */

const FOLDER = '/listen';

/** @returns undefined where the address names none */
export function sessionIdOf(pathname: string): string | undefined {
  const [, id] = /^\/listen\/([^/]+)\/?$/.exec(pathname) ?? [];
  if (id === undefined) return undefined;
  try {
    return decodeURIComponent(id);
  } catch {
    // URIError: half an escape. It names what no session is called.
    return id;
  }
}

export const pathOf = (sessionId: string): string => `${FOLDER}/${encodeURIComponent(sessionId)}`;

/** As people write down what they heard: `Caring King 2754`, or a whole link. */
export function sessionIdIn(typed: string): string | undefined {
  const text = typed.trim();
  if (URL.canParse(text)) return sessionIdOf(new URL(text).pathname);
  const id = text.toLowerCase().replace(/[\s_–—-]+/g, '-');
  return id === '' ? undefined : id;
}
