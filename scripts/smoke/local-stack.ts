/** A local stack for the smoke checks alone, on free ports and in memory: one that runs is left in peace. */
import { defaultLanguages } from '../../infra/languages.ts';
import { wrongs } from '../../infra/local/sign-in/tokens.ts';
import { spoil } from '../../test/smoke/wrong-tokens.ts';
import { startStack } from '../../test/support/stack.ts';
import { creationsPerSecond, speakersNeeded } from './pace.ts';
import type { Visit } from './place.ts';

/** The default of `--create-limit`, and of a deployed stage. */
const CREATES_PER_HOUR = 50;

/** What infra/local/stack.ts tells of its database. */
interface LocalOutputs {
  readonly TableName: string;
  readonly DatabaseEndpoint: string;
}

export async function atLocalStack({ flags, say, use }: Visit): Promise<void> {
  say('Starting a local stack, in memory and on free ports.');
  const stack = await startStack(['--create-limit', String(CREATES_PER_HOUR)]);
  try {
    const speakers = await Promise.all(
      Array.from({ length: speakersNeeded(flags, CREATES_PER_HOUR) }, async (_, index) => {
        const speaker = `smoke-${index + 1}`;
        return { speaker, token: await stack.token(speaker) };
      }),
    );
    const forged = wrongs.map(async (wrong) => [wrong, await stack.token('smoke-1', { wrong })] as const);
    const outputs = await fetch(
      `${stack.gateway.replace(/^ws/, 'http').replace(/\/prod$/, '')}/_local/outputs`,
    );
    const { TableName, DatabaseEndpoint } = (await outputs.json()) as LocalOutputs;
    await use({
      name: 'a local stack',
      shortName: 'local',
      region: 'this machine',
      target: {
        ...flags,
        url: stack.gateway,
        origin: stack.site,
        servesPage: true,
        languages: defaultLanguages,
        speakers,
        wrongTokens: {
          ...spoil(speakers[0]?.token ?? ''),
          ...Object.fromEntries(await Promise.all(forged)),
        },
        storage: { kind: 'table', region: 'us-east-1', tableName: TableName, endpoint: DatabaseEndpoint },
        createsPerHour: CREATES_PER_HOUR,
        creationsPerSecond: creationsPerSecond({}),
      },
    });
  } finally {
    await stack.stop();
  }
}
