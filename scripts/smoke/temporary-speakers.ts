/** Speakers in a stage's user pool for as long as a smoke run takes. */
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { randomBytes, randomUUID } from 'node:crypto';
import { inLanes } from '../../test/smoke/lanes.ts';
import type { SignedInSpeaker } from '../../test/smoke/target.ts';
import { Stopped } from '../cdk.ts';

export interface SpeakerPoolAccess {
  readonly client: Pick<CognitoIdentityProviderClient, 'send'>;
  readonly userPoolId: string;
  /** The page's client: tokens of another are refused. */
  readonly clientId: string;
  readonly interrupted: AbortSignal;
  readonly say: (line: string) => void;
}

/** Under Cognito's default quotas of 50 accounts and 120 sign-ins a second. */
const LANES = 10;
/** What their addresses begin with, should somebody have to look for them. */
export const SMOKE_PREFIX = 'podium-smoke-';

/**
 * Gives `use` so many speakers and the ID token of the first. Whatever happens, all that were made are deleted
 * afterwards, also those that were still being made when the run was interrupted.
 *
 * @throws Stopped: one sentence, where AWS does not do it
 */
export async function withTemporarySpeakers(
  count: number,
  access: SpeakerPoolAccess,
  use: (speakers: readonly SignedInSpeaker[], idToken: string) => Promise<void>,
): Promise<void> {
  const { say, interrupted } = access;
  const made: string[] = [];
  say(`Making ${count} temporary speakers in the user pool ${access.userPoolId}.`);
  try {
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const signedIn = await inLanes(LANES, numbers, async (number) => {
      // Nobody gets mail there: RFC 2606, section 3.
      const username = `${SMOKE_PREFIX}${randomUUID()}@example.com`;
      if (interrupted.aborted) throw new Stopped('');
      made.push(username);
      if (number % 100 === 0) say(`  ${number} of ${count}`);
      return signIn(username, access).catch((error: unknown) => {
        throw sentence(error, access.userPoolId);
      });
    });
    await use(signedIn, signedIn[0]?.idToken ?? '');
  } finally {
    await deleteAll(made, access);
  }
}

async function signIn(
  username: string,
  { client, userPoolId, clientId }: SpeakerPoolAccess,
): Promise<SignedInSpeaker & { readonly idToken: string }> {
  const named = { UserPoolId: userPoolId, Username: username };
  const password = `${randomBytes(24).toString('base64url')}-a`;
  const { User } = await client.send(
    new AdminCreateUserCommand({
      ...named,
      MessageAction: 'SUPPRESS',
      UserAttributes: [
        { Name: 'email', Value: username },
        { Name: 'email_verified', Value: 'true' },
      ],
    }),
  );
  await client.send(new AdminSetUserPasswordCommand({ ...named, Password: password, Permanent: true }));
  const { AuthenticationResult, ChallengeName } = await client.send(
    new AdminInitiateAuthCommand({
      UserPoolId: userPoolId,
      ClientId: clientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  const speaker = User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value;
  const { AccessToken: token, IdToken: idToken } = AuthenticationResult ?? {};
  if (speaker === undefined || token === undefined || idToken === undefined)
    throw new Error(`signing in was answered with ${ChallengeName ?? 'no token'}`);
  return { speaker, token, idToken };
}

async function deleteAll(made: readonly string[], access: SpeakerPoolAccess): Promise<void> {
  const { client, userPoolId, say } = access;
  if (made.length === 0) return;
  say(`Deleting the ${made.length} temporary speakers.`);
  const left: string[] = [];
  await inLanes(LANES, made, async (username) => {
    try {
      await client.send(new AdminDeleteUserCommand({ UserPoolId: userPoolId, Username: username }));
    } catch (error) {
      // One that was never made is as good as deleted.
      if (!(error instanceof Error && error.name === 'UserNotFoundException')) left.push(username);
    }
  });
  if (left.length > 0)
    say(`${left.length} could not be deleted: delete the accounts that begin with ${SMOKE_PREFIX} yourself.`);
}

const sentence = (error: unknown, userPoolId: string) =>
  error instanceof Stopped
    ? error
    : new Stopped(
        `The user pool ${userPoolId} gave no temporary speaker: ${error instanceof Error ? error.message : String(error)}.`,
      );
