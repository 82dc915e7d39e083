/** This machine's development key: made at first use, kept, never committed. Tokens of anybody else's fail. */
import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { StartError } from '../start-error.ts';

export interface SigningKey {
  readonly keyId: string;
  readonly privateKey: CryptoKey;
  /** With `kid`, `alg` and `use`: one entry of a JSON Web Key Set. */
  readonly publicJwk: JWK;
}

export const ALGORITHM = 'RS256';

/** @throws StartError where the file holds no key, or can be neither read nor made */
export async function loadSigningKey(file: string): Promise<SigningKey> {
  const stored = await readOrMake(file);
  try {
    return await signingKeyOf(JSON.parse(stored) as JWK);
  } catch (error) {
    throw new StartError(`The development key ${file} is damaged: delete it, and the next start makes one.`, {
      cause: error,
    });
  }
}

/** Another key under the same name, to forge signatures with. */
export async function forgeSigningKey(keyId: string): Promise<SigningKey> {
  return signingKeyOf(await newPrivateJwk(keyId));
}

async function signingKeyOf(jwk: JWK): Promise<SigningKey> {
  const { kty, n, e, kid } = jwk;
  const privateKey = await importJWK(jwk, ALGORITHM);
  if (kty !== 'RSA' || kid === undefined || n === undefined || e === undefined || !('type' in privateKey))
    throw new Error('not an RSA key with a name');
  return { keyId: kid, privateKey, publicJwk: { kty, n, e, kid, alg: ALGORITHM, use: 'sig' } };
}

async function newPrivateJwk(keyId: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: keyId };
}

async function readOrMake(file: string): Promise<string> {
  try {
    return read(file) ?? (await make(file));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new StartError(
      `The development key ${file} can be neither read nor made (${code}): move away what is in its place, and see that its folder can be written to.`,
      { cause: error },
    );
  }
}

/** Written whole, then linked into place: of two processes that make a key at once, both use the first one's. */
async function make(file: string): Promise<string> {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(await newPrivateJwk(randomUUID())), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(file, 'utf8');
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

const isCode = (error: unknown, code: string) =>
  error instanceof Error && 'code' in error && error.code === code;
