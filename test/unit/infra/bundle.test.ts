/** A function's bundle: kept under the project by its content, so that a synth leaves nothing new behind. */
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { createServer, globalAgent } from 'node:https';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';
import { bundleFunction, bundleFunctions } from '../../../infra/bundling/bundle.ts';
import { defaultEndpointResolver, loadConfig } from '../../../infra/bundling/stand-ins.ts';
import { startDatabase } from '../../../infra/local/database.ts';
import { places } from '../../../infra/local/places.ts';
import { portOf } from '../../../infra/local/ports.ts';
import { forgeSigningKey } from '../../../infra/local/sign-in/signing-key.ts';
import { authorizer, routes } from '../../../infra/routes.ts';
import type { GatewayHandler } from '../../../lambdas/runtime/events.ts';
import { selfSignedCertificate } from '../../../scripts/bench/cold-start/certificate.ts';
import { CLIENT_ID, handshake, ORIGIN } from '../../../scripts/bench/cold-start/events.ts';
import { createMessage, newPage, START } from '../../support/speaker.ts';
import { gatewayEvent } from '../../support/gateway-event.ts';

it('a bundle is one module in a folder named by its content', async () => {
  const first = await bundleFunction(authorizer.entry);
  expect(dirname(first.directory)).toBe(join(places.project, '.podium/functions'));
  expect(readdirSync(first.directory)).toEqual(['index.mjs']);
  const file = join(first.directory, 'index.mjs');
  expect(first.bytes).toBe(statSync(file).size);
  expect(Object.keys(first.metafile.inputs)).toContain(authorizer.entry);
  expect(await import(pathToFileURL(file).href)).toMatchObject({ handler: expect.any(Function) as unknown });
});

it('functions carry the AWS clients whose calls are recorded in tests, and no other', async () => {
  const bundles = await bundleFunctions(routes.map(({ entry }) => entry));
  const clients = [...bundles.values()].flatMap(({ metafile }) =>
    Object.keys(metafile.inputs).flatMap((file) => /@aws-sdk\/(client-[^/]+)/.exec(file)?.[1] ?? []),
  );
  expect(new Set(clients)).toEqual(new Set(['client-dynamodb', 'client-apigatewaymanagementapi']));
});

it('a bundled function does its work: signed, sent and understood, with what stands in for parts of the SDK', async () => {
  const tableName = 'podium-bundle';
  const database = await startDatabase({ engine: 'dynalite', tableName });
  const settings = {
    TABLE_NAME: tableName,
    CONNECTIONS_ENDPOINT: 'http://127.0.0.1:9/prod',
    LANGUAGES: 'en',
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const { directory } = await bundleFunction('lambdas/create-session.ts');
    const { handler } = (await import(pathToFileURL(join(directory, 'index.mjs')).href)) as {
      handler: GatewayHandler;
    };
    const body = createMessage(newPage());
    const answer = async () => {
      const result = await handler(gatewayEvent('createSession', { body, nowMs: START }));
      return JSON.parse(typeof result === 'string' ? result : (result.body ?? '{}')) as unknown;
    };
    const created = await answer();
    expect(created).toMatchObject({ type: 'sessionCreated', reused: false });
    // The second is refused by its condition first: an error of the service, read by the bundle's own schemas.
    expect(await answer()).toEqual(created);
    expect(database.calls()).toMatchObject({ PutItem: 2, UpdateItem: 1 });
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await database.stop();
  }
});

it('a bundled authorizer fetches the keys of its issuer, and knows who has signed', async () => {
  const key = await forgeSigningKey('key-1');
  const certificate = selfSignedCertificate(new Date());
  let fetched = 0;
  const keys = createServer(
    { cert: certificate.certificatePem, key: certificate.keyPem },
    (_asked, answer) => {
      fetched += 1;
      answer.end(JSON.stringify({ keys: [key.publicJwk] }));
    },
  ).listen(0, '127.0.0.1');
  await once(keys, 'listening');
  const issuer = `https://127.0.0.1:${portOf(keys)}`;
  for (const [name, value] of Object.entries({ ISSUER: issuer, CLIENT_ID, ALLOWED_ORIGINS: ORIGIN }))
    vi.stubEnv(name, value);
  const trusted = globalAgent.options.ca;
  globalAgent.options.ca = certificate.certificatePem;
  try {
    const { directory } = await bundleFunction(authorizer.entry);
    // Not the module of another test, which has read another environment.
    const file = pathToFileURL(join(directory, 'index.mjs'));
    const { handler } = (await import(`${file.href}?issuer=${issuer}`)) as {
      handler: (event: object) => Promise<unknown>;
    };
    const admitted = { context: { speakerId: expect.any(String) as string } };
    expect(await handler(await handshake(issuer, key, Date.now()))).toMatchObject(admitted);
    const forged = await handshake(issuer, await forgeSigningKey('key-1'), Date.now());
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await expect(handler(forged)).rejects.toThrow('Unauthorized');
    expect(fetched).toBe(1);
  } finally {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    globalAgent.options.ca = trusted;
    keys.closeAllConnections();
    keys.close();
  }
});

it('the SDK’s settings are those of the environment, or their defaults', async () => {
  const setting = (fallback: string | (() => Promise<string>)) =>
    loadConfig({ environmentVariableSelector: (of) => of['BUNDLE_TEST_SETTING'], default: fallback });
  expect(await setting('adaptive')()).toBe('adaptive');
  expect(await setting(async () => 'standard')()).toBe('standard');
  vi.stubEnv('BUNDLE_TEST_SETTING', 'legacy');
  expect(await setting('adaptive')()).toBe('legacy');
  vi.unstubAllEnvs();
});

it('a function finds DynamoDB where its region is, and refuses endpoints that it does not know', () => {
  const host = (Region: string) => defaultEndpointResolver({ Region }).url.href;
  expect(host('eu-central-1')).toBe('https://dynamodb.eu-central-1.amazonaws.com/');
  expect(host('us-gov-west-1')).toBe('https://dynamodb.us-gov-west-1.amazonaws.com/');
  expect(host('cn-north-1')).toBe('https://dynamodb.cn-north-1.amazonaws.com.cn/');
  const Endpoint = 'https://api.execute-api.eu-central-1.amazonaws.com/prod';
  expect(defaultEndpointResolver({ Region: 'eu-central-1', Endpoint }).url.href).toBe(Endpoint);
  for (const asked of [{ UseFIPS: true }, { UseDualStack: true }])
    expect(() => defaultEndpointResolver({ Region: 'us-east-1', ...asked })).toThrow('This bundle knows no');
});

it('bundling the same source again, also twice at once, makes no other folder', async () => {
  const entries = [authorizer.entry, authorizer.entry, 'lambdas/default.ts'];
  const [first, again] = await Promise.all([bundleFunctions(entries), bundleFunctions(entries)]);
  expect(again.get(authorizer.entry)?.directory).toBe(first.get(authorizer.entry)?.directory);
  expect(again.get('lambdas/default.ts')?.directory).not.toBe(first.get(authorizer.entry)?.directory);
});
