/** The token command and its tokens, held against the verifier that the stage uses. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { validateCognitoJwtFields } from 'aws-jwt-verify/cognito-verifier';
import { JwtVerifier } from 'aws-jwt-verify/jwt-verifier';
import { decodeJwt } from 'jose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { places } from '../../../infra/local/places.ts';
import { StartError } from '../../../infra/local/start-error.ts';
import { loadSigningKey, type SigningKey } from '../../../infra/local/sign-in/signing-key.ts';
import { CLIENT_ID, ISSUER, mintAccessToken, wrongs } from '../../../infra/local/sign-in/tokens.ts';

const keyFile = () => {
  const folder = mkdtempSync(join(tmpdir(), 'podium-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'made', 'key.json');
};

function verify(key: SigningKey, token: string) {
  const verifier = JwtVerifier.create({
    issuer: ISSUER,
    audience: null,
    customJwtCheck: ({ payload }) =>
      validateCognitoJwtFields(payload, { tokenUse: 'access', clientId: CLIENT_ID }),
  });
  // As the stack hands the keys over: as JSON.
  const keys = JSON.stringify({ keys: [key.publicJwk] });
  verifier.cacheJwks(JSON.parse(keys) as Parameters<typeof verifier.cacheJwks>[0]);
  return verifier.verify(token);
}

describe('the development key', () => {
  it('is made at first use, kept, and readable by its owner alone', async () => {
    const file = keyFile();
    const made = await loadSigningKey(file);
    expect((await loadSigningKey(file)).publicJwk).toEqual(made.publicJwk);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  it('is one key, also where many processes make it at once', async () => {
    const file = keyFile();
    const keys = await Promise.all(Array.from({ length: 5 }, () => loadSigningKey(file)));
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(1);
    expect(readFileSync(file, 'utf8')).toContain(keys[0]?.keyId);
  });

  it('is told to be damaged, with what to do, where its file holds no key', async () => {
    const file = keyFile();
    await loadSigningKey(file);
    for (const content of ['', 'nonsense', '{}', '{"kty":"oct","k":"AAAA","kid":"x"}']) {
      writeFileSync(file, content);
      await expect(loadSigningKey(file)).rejects.toThrow(/is damaged: delete it/);
    }
  });

  it('is told in one sentence to be out of reach, with what to do, where a file is in the way', async () => {
    const file = keyFile();
    mkdirSync(join(file, '..', '..'), { recursive: true });
    writeFileSync(join(file, '..'), '');
    await expect(loadSigningKey(file)).rejects.toThrow(StartError);
    await expect(loadSigningKey(file)).rejects.toThrow(
      `The development key ${file} can be neither read nor made (ENOTDIR): move away what is in its place, and see that its folder can be written to.`,
    );
  });

  it('is told the same where a folder is in its place', async () => {
    const file = keyFile();
    mkdirSync(file, { recursive: true });
    await expect(loadSigningKey(file)).rejects.toThrow(/can be neither read nor made \(EISDIR\)/);
  });

  it.skipIf(process.getuid?.() === 0)('is told the same where its folder is read-only', async () => {
    const file = keyFile();
    mkdirSync(join(file, '..'), { recursive: true, mode: 0o555 });
    await expect(loadSigningKey(file)).rejects.toThrow(/can be neither read nor made \(EACCES\)/);
  });
});

describe('a token', () => {
  it('is one that the verifier takes, of the speaker of that name', async () => {
    const key = await loadSigningKey(keyFile());
    const nowMs = Date.now();
    const token = await mintAccessToken(key, { name: 'Ada Løvelace', expiresInSeconds: 77 }, nowMs);
    const { sub, exp, iat, ...claims } = await verify(key, token);
    expect({ sub, livesSeconds: Number(exp) - Number(iat) }).toEqual({
      sub: 'Ada Løvelace',
      livesSeconds: 77,
    });
    expect(claims).toMatchObject({
      iss: ISSUER,
      client_id: CLIENT_ID,
      token_use: 'access',
      scope: 'openid profile',
      username: 'Ada Løvelace',
      jti: expect.any(String) as string,
    });
  });

  it.each(wrongs)('with a wrong %s is one that the verifier refuses', async (wrong) => {
    const key = await loadSigningKey(keyFile());
    const token = await mintAccessToken(key, { name: 'ada', wrong }, Date.now());
    await expect(verify(key, token)).rejects.toThrow();
  });
});

describe('the token command', () => {
  const script = join(places.project, 'infra/local/token.ts');
  const run = promisify(execFile);

  it('prints a token and nothing else', async () => {
    const { stdout, stderr } = await run(process.execPath, [script, 'ada', '--expires-in', '60']);
    expect(stderr).toBe('');
    expect(decodeJwt(stdout.trim())).toMatchObject({ sub: 'ada', iss: ISSUER });
  });

  it.each([
    [[], 'Give exactly one name'],
    [['ada', 'grace'], 'Give exactly one name'],
    [[' '], 'Give a name: any will do.'],
    [['ada', '--wrong', 'everything'], '--wrong must be one of'],
    [['ada', '--expires-in', '0'], '--expires-in must be a whole number from 1'],
    [['ada', '--loud'], "Unknown option '--loud'"],
  ])('with %j says in one sentence what is wrong', async (args, sentence) => {
    const failure: unknown = await run(process.execPath, [script, ...args]).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(sentence) as string,
    });
    expect((failure as { stderr: string }).stderr.trim().split('\n')).toHaveLength(1);
  });
});
