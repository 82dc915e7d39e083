// How a stage is found and what is made for it. Nothing here talks to AWS.
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';
import { SignJWT } from 'jose';
import { beforeEach, expect, test } from 'vitest';
import type { Place } from '../../scripts/smoke/place.ts';
import { atStage } from '../../scripts/smoke/stage.ts';

const cloudFormation = mockClient(CloudFormationClient);
const cognito = mockClient(CognitoIdentityProviderClient);
const accessToken = await new SignJWT({ sub: 'ada', exp: Math.floor(Date.now() / 1000) + 3_600 })
  .setProtectedHeader({ alg: 'HS256', kid: 'key' })
  .sign(new Uint8Array(32));

const outputs = {
  SiteUrl: 'https://d1.cloudfront.net',
  WebSocketUrl: 'wss://abc.execute-api.us-east-1.amazonaws.com/smoke',
  TableName: 'Podium-smoke-Table',
};
const pool = { UserPoolId: 'us-east-1_Ab', PageClientId: 'page' };
const deployed = (values: Readonly<Record<string, string>>) =>
  cloudFormation.on(DescribeStacksCommand, { StackName: 'Podium-smoke' }).resolves({
    Stacks: [
      {
        StackName: 'Podium-smoke',
        CreationTime: new Date(0),
        StackStatus: 'CREATE_COMPLETE',
        Outputs: Object.entries(values).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
      },
    ],
  });

let places: Place[] = [];
beforeEach(() => {
  places = [];
  cloudFormation.reset();
  cognito.reset();
});
const visit = (tokens: readonly string[] = []) =>
  atStage(
    { kind: 'stage', stage: 'smoke', tokens },
    {
      flags: { creations: 10, repetitions: 1, staysOpenMs: 1_000 },
      say: () => undefined,
      interrupted: new AbortController().signal,
      use: async (place) => void places.push(place),
    },
  );

test('a stage is told by its outputs; its speakers, and an ID token among the wrong ones, come from its pool', async () => {
  deployed({ ...outputs, ...pool });
  cognito.on(AdminCreateUserCommand).callsFake(({ Username }: { Username: string }) => ({
    User: { Attributes: [{ Name: 'sub', Value: Username }] },
  }));
  cognito
    .on(AdminInitiateAuthCommand)
    .resolves({ AuthenticationResult: { AccessToken: accessToken, IdToken: 'the ID token' } });
  await visit();
  expect(places).toMatchObject([
    {
      name: 'smoke',
      region: 'us-east-1',
      target: {
        url: outputs.WebSocketUrl,
        origin: outputs.SiteUrl,
        servesPage: true,
        storage: { kind: 'table', region: 'us-east-1', tableName: outputs.TableName },
        createsPerHour: 50,
        wrongTokens: { 'an ID token': 'the ID token' },
      },
    },
  ]);
  const made = cognito.commandCalls(AdminCreateUserCommand).length;
  expect(made).toBe(places[0]?.target.speakers.length);
  expect(cognito.commandCalls(AdminDeleteUserCommand)).toHaveLength(made);
});

test('a stage with a provider of its own wants a token, and is content with one', async () => {
  deployed(outputs);
  await expect(visit()).rejects.toThrow('bring at least one access token in PODIUM_TOKENS.');
  await visit([accessToken]);
  expect(places[0]?.target.speakers).toEqual([{ speaker: 'ada', token: accessToken }]);
  expect(cognito.calls()).toHaveLength(0);
});

test('one that is not there, or that an older version deployed, is told so in one sentence', async () => {
  cloudFormation
    .on(DescribeStacksCommand)
    .rejects(
      Object.assign(new Error('Stack with id Podium-smoke does not exist'), { name: 'ValidationError' }),
    );
  await expect(visit()).rejects.toThrow(/^There is no stage smoke in this account and region/);
  deployed({ SiteUrl: outputs.SiteUrl, WebSocketUrl: outputs.WebSocketUrl });
  await expect(visit()).rejects.toThrow(/^The stage smoke was deployed by an older version/);
});

test('where AWS cannot be asked it is said why', async () => {
  cloudFormation.on(DescribeStacksCommand).rejects(new Error('Could not load credentials'));
  await expect(visit()).rejects.toThrow(/^AWS cannot be asked \(Could not load credentials\)/);
});
