/** Ids of the form that API Gateway gives: opaque, 16 characters, and with characters that a path must escape. */
import { randomBytes } from 'node:crypto';

export const newId = (): string => `${randomBytes(11).toString('base64url')}=`;
