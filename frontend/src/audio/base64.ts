/** Bytes as the text that JSON carries. Frames are at most some 20 KB: one call takes them whole. */

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** @throws DOMException where it is not base64; what the server lets through is */
export const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
