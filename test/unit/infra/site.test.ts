/** The site: the page, its headers, and the sign-in, over HTTP as a browser asks. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JSONWebKeySet } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { places } from '../../../infra/local/places.ts';
import { reservePort } from '../../../infra/local/ports.ts';
import { createSignIn } from '../../../infra/local/sign-in/provider.ts';
import { loadSigningKey } from '../../../infra/local/sign-in/signing-key.ts';
import { CLIENT_ID, ISSUER } from '../../../infra/local/sign-in/tokens.ts';
import { readPages } from '../../../infra/local/site/pages.ts';
import { startSite } from '../../../infra/local/site/site.ts';

const webSocketUrl = 'ws://localhost:4321/prod';
let origin: string;
let nowMs = Date.now();
const cleanUps: (() => void)[] = [];

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'podium-site-'));
  mkdirSync(join(folder, 'built', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), 'outside');
  writeFileSync(join(folder, 'built', 'index.html'), '<!doctype html>the page');
  writeFileSync(join(folder, 'built', 'listen.html'), '<!doctype html>the listener’s page');
  writeFileSync(join(folder, 'built', 'assets', 'index-1a2b.js'), 'script()');
  const reserved = await reservePort(0, '--site-port');
  origin = `http://localhost:${reserved.port}`;
  const key = await loadSigningKey(places.signingKey);
  const site = startSite({
    server: reserved.server,
    origin,
    webSocketUrl,
    languages: ['en', 'de'],
    listeners: 'anyone',
    pages: readPages(join(folder, 'built')),
    signIn: createSignIn(key, origin, () => nowMs),
  });
  reserved.open();
  cleanUps.push(
    () => site.stop(),
    () => rmSync(folder, { recursive: true, force: true }),
  );
});
afterAll(() => cleanUps.forEach((cleanUp) => cleanUp()));

const get = (path: string, accept = '*/*') =>
  fetch(origin + path, { headers: { accept }, redirect: 'manual' });
const postForm = (path: string, form: Record<string, string>) =>
  fetch(origin + path, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });

describe('the site', () => {
  it('serves the page, fresh each time, and hashed files for ever', async () => {
    const page = await get('/');
    expect([page.status, page.headers.get('content-type'), page.headers.get('cache-control')]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
    ]);
    const script = await get('/assets/index-1a2b.js');
    expect([await script.text(), script.headers.get('content-type')]).toEqual([
      'script()',
      'text/javascript; charset=utf-8',
    ]);
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  it('answers a path of the page with the page, and a missing file with 404', async () => {
    expect(await (await get('/signed-in?code=1', 'text/html')).text()).toBe('<!doctype html>the page');
    expect((await get('/assets/index-old.js')).status).toBe(404);
    expect((await postForm('/', {})).status).toBe(405);
  });

  it('answers a listener’s path with the listener’s page', async () => {
    for (const path of ['/listen', '/listen/caring-king-2754', '/listen/'])
      expect(await (await get(path, 'text/html')).text()).toBe('<!doctype html>the listener’s page');
    for (const path of ['/listening', '/listener/caring-king-2754'])
      expect(await (await get(path, 'text/html')).text()).toBe('<!doctype html>the page');
  });

  it('never serves what is outside of its folder', async () => {
    // Not fetch: it tidies paths before they are sent.
    for (const path of [
      '/../secret.txt',
      '/assets/../../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
    ])
      expect(await rawBody(path)).not.toContain('outside');
  });

  it('tells the page where everything is', async () => {
    expect(await (await get('/config.json')).json()).toMatchObject({
      webSocketUrl,
      languages: ['en', 'de'],
      listeners: 'anyone',
      signIn: { authority: ISSUER, clientId: CLIENT_ID },
    });
  });

  it('lets its pages connect to the gateway and run no script but their own', async () => {
    for (const path of ['/', '/config.json', '/sign-in/authorize', '/nothing']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'; script-src 'self';");
      expect(policy).toContain("connect-src 'self' ws://localhost:4321;");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });
});

describe('the sign-in', () => {
  const verifier = randomBytes(32).toString('base64url');
  const asked = () => ({
    client_id: CLIENT_ID,
    redirect_uri: `${origin}/signed-in`,
    response_type: 'code',
    scope: 'openid profile',
    state: 'a "state" & more',
    nonce: 'n-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const redirected = (response: Response) => new URL(response.headers.get('location') ?? '');
  const signIn = async (name = 'ada') =>
    redirected(await postForm('/sign-in/authorize', { ...asked(), name })).searchParams.get('code') ?? '';
  const redeem = (form: Record<string, string>) =>
    postForm('/sign-in/token', {
      client_id: CLIENT_ID,
      grant_type: 'authorization_code',
      redirect_uri: `${origin}/signed-in`,
      code_verifier: verifier,
      ...form,
    });

  it('says in its discovery document where its endpoints are', async () => {
    const found = (await (await get('/sign-in/.well-known/openid-configuration')).json()) as Record<
      string,
      unknown
    >;
    expect(found).toMatchObject({
      issuer: ISSUER,
      authorization_endpoint: `${origin}/sign-in/authorize`,
      token_endpoint: `${origin}/sign-in/token`,
      end_session_endpoint: `${origin}/sign-in/logout`,
      jwks_uri: `${origin}/sign-in/jwks.json`,
    });
  });

  it('asks for a name on a page without script, and carries the request along', async () => {
    const page = await get(`/sign-in/authorize?${new URLSearchParams(asked())}`);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(html).toContain('<label for="name">');
    expect(html).toContain('value="a &quot;state&quot; &amp; more"');
    expect(html).not.toMatch(/<script|style=|\son\w+=/);
  });

  it('takes any name, and says what is wrong with none', async () => {
    const refused = await postForm('/sign-in/authorize', { ...asked(), name: '  ' });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('role="alert">Give a name: any will do.');
    const taken = await postForm('/sign-in/authorize', { ...asked(), name: ' <Ada> & "Grace" ' });
    expect(redirected(taken).origin + redirected(taken).pathname).toBe(`${origin}/signed-in`);
    expect(redirected(taken).searchParams.get('state')).toBe('a "state" & more');
  });

  it('signs nobody in by a name in the address', async () => {
    const page = await get(`/sign-in/authorize?${new URLSearchParams({ ...asked(), name: 'ada' })}`);
    expect(page.status).toBe(200);
  });

  it('gives signed tokens for a code and its verifier, the nonce in the id token', async () => {
    const answer = await redeem({ code: await signIn() });
    expect(answer.status).toBe(200);
    const tokens = (await answer.json()) as Record<string, string>;
    const keys = createLocalJWKSet((await (await get('/sign-in/jwks.json')).json()) as JSONWebKeySet);
    const access = await jwtVerify(tokens['access_token'] ?? '', keys, { issuer: ISSUER });
    expect(access.payload).toMatchObject({ sub: 'ada', client_id: CLIENT_ID, token_use: 'access' });
    const id = await jwtVerify(tokens['id_token'] ?? '', keys, { issuer: ISSUER, audience: CLIENT_ID });
    expect(id.payload).toMatchObject({ sub: 'ada', nonce: 'n-1', token_use: 'id' });
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'openid profile' });
  });

  it('refreshes, also after an hour, and not after 30 days', async () => {
    const { refresh_token = '' } = (await (await redeem({ code: await signIn() })).json()) as Record<
      string,
      string
    >;
    const refresh = () => redeem({ grant_type: 'refresh_token', refresh_token });
    const signedInAt = nowMs;
    try {
      nowMs = signedInAt + 61 * 60_000;
      const answer = await refresh();
      const { access_token = '' } = (await answer.json()) as Record<string, string>;
      expect(decodeJwt(access_token)).toMatchObject({ sub: 'ada', iat: Math.floor(nowMs / 1000) });
      nowMs = signedInAt + 31 * 24 * 60 * 60_000;
      expect(await (await refresh()).json()).toEqual({ error: 'invalid_grant' });
    } finally {
      nowMs = signedInAt;
    }
  });

  it('refreshes no more with a token that was taken back, and with every other as before', async () => {
    const refreshToken = async () =>
      ((await (await redeem({ code: await signIn() })).json()) as Record<string, string>)['refresh_token'] ??
      '';
    const [taken, other] = [await refreshToken(), await refreshToken()];
    const revoke = async (form: Record<string, string>) =>
      (await postForm('/sign-in/revoke', { client_id: CLIENT_ID, ...form })).status;
    expect(await revoke({ token: taken, client_id: 'another' })).toBe(400);
    const refresh = async (refresh_token: string) =>
      (await redeem({ grant_type: 'refresh_token', refresh_token })).status;
    expect(await refresh(taken)).toBe(200);
    expect(await revoke({ token: taken, token_type_hint: 'refresh_token' })).toBe(200);
    expect(await refresh(taken)).toBe(400);
    expect(await refresh(other)).toBe(200);
    // RFC 7009, section 2.2: what is not good any more needs no taking back.
    for (const token of [taken, 'no token', '']) expect(await revoke({ token })).toBe(200);
  });

  it('refuses a code with another verifier, address or client, an old one, and no code at all', async () => {
    const code = await signIn();
    const access = ((await (await redeem({ code })).json()) as Record<string, string>)['access_token'] ?? '';
    for (const wrong of [
      { code, code_verifier: 'another' },
      { code, redirect_uri: `${origin}/elsewhere` },
      { code: '' },
      { code: access },
      { grant_type: 'refresh_token', refresh_token: access },
      { grant_type: 'refresh_token', refresh_token: code },
    ])
      expect(await (await redeem(wrong)).json()).toEqual({ error: 'invalid_grant' });
    expect(await (await redeem({ code, client_id: 'another' })).json()).toEqual({ error: 'invalid_client' });
    expect(await (await redeem({ code, grant_type: 'password' })).json()).toEqual({
      error: 'unsupported_grant_type',
    });
    nowMs += 61_000;
    expect(await (await redeem({ code })).json()).toEqual({ error: 'invalid_grant' });
  });

  it('sends nobody to another origin', async () => {
    const elsewhere = [
      'https://evil.example/',
      `${origin}.evil.example/`,
      'javascript:alert(1)',
      '/signed-in',
      '',
    ];
    for (const redirect_uri of elsewhere) {
      const query = new URLSearchParams({ ...asked(), redirect_uri });
      expect((await get(`/sign-in/authorize?${query}`)).status).toBe(400);
      expect((await postForm('/sign-in/authorize', { ...asked(), redirect_uri, name: 'ada' })).status).toBe(
        400,
      );
      const logout = new URLSearchParams({ client_id: CLIENT_ID, logout_uri: redirect_uri });
      expect((await get(`/sign-in/logout?${logout}`)).status).toBe(400);
    }
  });

  it('tells the page what is wrong with its request', async () => {
    for (const [change, error] of [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ scope: 'profile' }, 'invalid_scope'],
      [{ code_challenge: '' }, 'invalid_request'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
    ] as const) {
      const response = await get(`/sign-in/authorize?${new URLSearchParams({ ...asked(), ...change })}`);
      expect(redirected(response).searchParams.get('error')).toBe(error);
    }
  });

  it('signs out to a page of the site, by the parameters of Cognito and of OpenID Connect', async () => {
    for (const name of ['logout_uri', 'post_logout_redirect_uri']) {
      const query = new URLSearchParams({ client_id: CLIENT_ID, [name]: `${origin}/`, state: 's' });
      expect(redirected(await get(`/sign-in/logout?${query}`)).href).toBe(`${origin}/?state=s`);
    }
  });
});

async function rawBody(path: string): Promise<string> {
  const asked = httpRequest({ port: new URL(origin).port, path, headers: { accept: 'text/html' } }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return Buffer.concat(await response.toArray()).toString('utf8');
}
