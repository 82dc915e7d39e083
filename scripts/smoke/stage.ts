/** A deployed stage, found by its name with the operator's AWS credentials. */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { stackName } from '../../infra/stack-names.ts';
import { readStage } from '../../infra/settings/stage-file.ts';
import type { SmokeTarget } from '../../test/smoke/target.ts';
import { spoil } from '../../test/smoke/wrong-tokens.ts';
import { settleAwsEnvironment } from '../aws-environment.ts';
import { Stopped } from '../cdk.ts';
import { noSuchStage, olderStage, outputsOf } from '../sessions/stack-outputs.ts';
import type { Where } from './flags.ts';
import { givenSpeakers } from './given-tokens.ts';
import { creationsPerSecond, secondsNeeded, speakersNeeded } from './pace.ts';
import type { Visit } from './place.ts';
import { withTemporarySpeakers } from './temporary-speakers.ts';

export async function atStage(
  { stage, tokens }: Extract<Where, { kind: 'stage' }>,
  { flags, say, interrupted, use }: Visit,
): Promise<void> {
  settleAwsEnvironment(process.env);
  const settings = readStage(stage);
  const outputs = await found(stage, settings.region);
  const { SiteUrl, WebSocketUrl, TableName, UserPoolId, PageClientId } = outputs;
  if (SiteUrl === undefined || WebSocketUrl === undefined || TableName === undefined)
    throw new Stopped(olderStage(stage));
  const region = await regionOf(settings.region);
  const pace = {
    createsPerHour: settings.createsPerHour,
    creationsPerSecond: creationsPerSecond(settings.throttles),
  };
  const go = (known: Pick<SmokeTarget, 'speakers' | 'wrongTokens'>) =>
    use({
      name: stage,
      shortName: stage,
      region,
      target: {
        ...flags,
        ...known,
        url: WebSocketUrl.replace(/\/$/, ''),
        origin: SiteUrl.replace(/\/$/, ''),
        servesPage: true,
        languages: settings.languages,
        storage: { kind: 'table', region, tableName: TableName },
        ...pace,
      },
    });
  if (tokens.length > 0)
    return go({
      speakers: givenSpeakers(tokens, (count) => secondsNeeded(flags, count, pace), Date.now()),
      wrongTokens: spoil(tokens[0] ?? ''),
    });
  if (UserPoolId === undefined || PageClientId === undefined)
    throw new Stopped(
      `Speakers of the stage ${stage} sign in with a provider of its own, so bring at least one access token in PODIUM_TOKENS.`,
    );
  const count = speakersNeeded(flags, settings.createsPerHour);
  const client = new CognitoIdentityProviderClient({ region, maxAttempts: 10 });
  const pool = { client, userPoolId: UserPoolId, clientId: PageClientId, interrupted, say };
  return withTemporarySpeakers(count, pool, async (speakers, idToken) => {
    const wrongTokens = { ...spoil(speakers[0]?.token ?? ''), 'an ID token': idToken };
    await go({ speakers, wrongTokens });
  });
}

async function found(stage: string, region: string | undefined): Promise<Readonly<Record<string, string>>> {
  const outputs = await asked(() => outputsOf(stackName(stage), region === undefined ? {} : { region }));
  if (outputs !== undefined) return outputs;
  throw new Stopped(noSuchStage(stage));
}

/** The setting's, or the one that the SDK finds. */
const regionOf = (region: string | undefined): Promise<string> =>
  asked(() => new CognitoIdentityProviderClient(region === undefined ? {} : { region }).config.region());

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Stopped(
      `AWS cannot be asked (${why}): set AWS_PROFILE and AWS_REGION, or sign in with your usual tool.`,
    );
  }
}
