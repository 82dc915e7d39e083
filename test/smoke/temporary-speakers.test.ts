// Temporary speakers leave again, whatever happens. Nothing here talks to AWS.
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UserNotFoundException,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { withTemporarySpeakers } from '../../scripts/smoke/temporary-speakers.ts';

const cognito = mockClient(CognitoIdentityProviderClient);
/** The accounts in the pool. */
const accounts = new Set<string>();
let told: string[] = [];
/** How many deletions are still to be refused. */
let denied = 0;

beforeEach(() => {
  accounts.clear();
  told = [];
  denied = 0;
  cognito.reset();
  cognito.on(AdminCreateUserCommand).callsFake(({ Username }: { Username: string }) => {
    accounts.add(Username);
    return { User: { Attributes: [{ Name: 'sub', Value: `sub of ${Username}` }] } };
  });
  cognito.on(AdminSetUserPasswordCommand).resolves({});
  cognito.on(AdminInitiateAuthCommand).resolves({ AuthenticationResult: { AccessToken: 'a', IdToken: 'i' } });
  cognito.on(AdminDeleteUserCommand).callsFake(({ Username }: { Username: string }) => {
    if ((denied -= 1) >= 0) throw new Error('denied');
    if (!accounts.delete(Username))
      throw new UserNotFoundException({ message: 'no such user', $metadata: {} });
  });
});

const visit = (
  count: number,
  use: Parameters<typeof withTemporarySpeakers>[2],
  interrupted = new AbortController().signal,
) =>
  withTemporarySpeakers(
    count,
    {
      client: new CognitoIdentityProviderClient({ region: 'eu-west-1' }),
      userPoolId: 'eu-west-1_Ab',
      clientId: 'page',
      interrupted,
      say: (line) => told.push(line),
    },
    use,
  );

test('they are signed in while they are there, without a mail, and gone afterwards', async () => {
  await visit(25, async (speakers, idToken) => {
    expect(new Set(speakers.map(({ speaker }) => speaker)).size).toBe(25);
    expect(idToken).toBe('i');
    expect(accounts.size).toBe(25);
  });
  expect(accounts.size).toBe(0);
  const invitations = cognito.commandCalls(AdminCreateUserCommand).map(({ args }) => args[0].input);
  expect(invitations.every(({ MessageAction }) => MessageAction === 'SUPPRESS')).toBe(true);
  expect(cognito.commandCalls(AdminInitiateAuthCommand)[0]?.args[0].input).toMatchObject({
    ClientId: 'page',
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
  });
});

test('they are gone after a run that failed', async () => {
  await expect(visit(3, () => Promise.reject(new Error('a check')))).rejects.toThrow('a check');
  expect(accounts.size).toBe(0);
});

test('they are gone where one of them could not be signed in, and that is one sentence', async () => {
  cognito.on(AdminInitiateAuthCommand).resolvesOnce({ ChallengeName: 'SOFTWARE_TOKEN_MFA' });
  const run = visit(30, () => Promise.reject(new Error('never reached')));
  await expect(run).rejects.toThrow(
    'The user pool eu-west-1_Ab gave no temporary speaker: signing in was answered with SOFTWARE_TOKEN_MFA.',
  );
  expect(accounts.size).toBe(0);
});

test('none is made after the others were deleted', async () => {
  cognito.on(AdminInitiateAuthCommand).callsFake(async () => {
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('too many requests');
  });
  await expect(visit(30, async () => undefined)).rejects.toThrow('too many requests');
  expect(cognito.commandCalls(AdminCreateUserCommand).length).toBeLessThan(30);
  expect(accounts.size).toBe(0);
});

test('they are gone where the run was interrupted while they were made', async () => {
  const interruption = new AbortController();
  cognito.on(AdminSetUserPasswordCommand).callsFake(() => {
    if (accounts.size >= 15) interruption.abort();
    return {};
  });
  await expect(
    visit(100, () => Promise.reject(new Error('never reached')), interruption.signal),
  ).rejects.toThrow(/^$/);
  expect(accounts.size).toBe(0);
});

test('one that cannot be deleted is told, and does not keep the others there', async () => {
  denied = 1;
  await visit(5, async () => undefined);
  expect(accounts.size).toBe(1);
  expect(told.at(-1)).toBe(
    '1 could not be deleted: delete the accounts that begin with podium-smoke- yourself.',
  );
});
