/** A stage on loopback for functions that know only the deployed one: TLS all around, and their environment. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgeSigningKey, type SigningKey } from '../../../infra/local/sign-in/signing-key.ts';
import { presentTime, type Place } from '../operations.ts';
import { startTables } from '../tables.ts';
import { selfSignedCertificate } from './certificate.ts';
import { CLIENT_ID, ORIGIN } from './events.ts';
import { startFront } from './front.ts';

export interface Surroundings {
  /** For what is built, until they stop. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly issuer: string;
  readonly key: SigningKey;
  /** At this moment. */
  readonly place: () => Place;
  stop(): Promise<void>;
}

const TABLE = 'podium-cold-start';
const HISTORY = `${TABLE}-history`;

export async function startSurroundings(): Promise<Surroundings> {
  const folder = await mkdtemp(join(tmpdir(), 'podium-cold-start-'));
  const started = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const certificate = selfSignedCertificate(new Date());
    const certificateFile = join(folder, 'certificate.pem');
    await writeFile(certificateFile, certificate.certificatePem);
    const key = await forgeSigningKey('cold-start');
    const tables = await startTables([TABLE], [HISTORY]);
    started.push(() => tables.stop());
    const front = await startFront(certificate, tables.port, JSON.stringify({ keys: [key.publicJwk] }));
    started.push(() => front.stop());
    return {
      folder,
      issuer: front.origin,
      key,
      environment: {
        TABLE_NAME: TABLE,
        HISTORY_TABLE_NAME: HISTORY,
        HISTORY_DAYS: '30',
        STAGE: 'prod',
        CONNECTIONS_ENDPOINT: `${front.origin}/prod`,
        AWS_ENDPOINT_URL_DYNAMODB: front.origin,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        ISSUER: front.origin,
        CLIENT_ID,
        ALLOWED_ORIGINS: ORIGIN,
        LISTENERS: 'anyone',
        LANGUAGES: 'en',
        NODE_EXTRA_CA_CERTS: certificateFile,
      },
      place: () => ({ client: tables.client, tableName: TABLE, now: presentTime() }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
