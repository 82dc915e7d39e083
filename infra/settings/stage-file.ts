/** A stage's settings: `infra/stages/NAME.json`, or the defaults where there is no such file. */
import { existsSync, readFileSync } from 'node:fs';
import { checkSettings, SettingsError, type Settings } from '../settings.ts';

/** Part of the stack's name, of the WebSocket URL and of the sign-in's domain. */
const STAGE_NAME = /^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/;
/** Cognito refuses them anywhere in a domain. */
const RESERVED = /aws|amazon|cognito/;

/** @throws SettingsError */
export function checkStageName(stage: unknown): string {
  if (typeof stage !== 'string' || !STAGE_NAME.test(stage))
    throw new SettingsError(
      `A stage's name is 1 to 20 lower-case letters, digits and dashes, a letter first and no dash last, such as prod; not ${JSON.stringify(stage)}.`,
    );
  if (RESERVED.test(stage))
    throw new SettingsError(
      `A stage's name must not hold aws, amazon or cognito, which its sign-in's domain could not; not "${stage}".`,
    );
  return stage;
}

/** From the folder that npm's scripts and `cdk` run in, the project's root. */
export const stageFile = (stage: string): string => `infra/stages/${stage}.json`;

/** @throws SettingsError that names the file, the setting and what it must be */
export function readStage(stage: string): Settings {
  const file = stageFile(stage);
  if (!existsSync(file)) return checkSettings({});
  try {
    return checkSettings(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (error instanceof SettingsError) throw new SettingsError(`${file}: ${error.message}`);
    if (error instanceof SyntaxError) throw new SettingsError(`${file} is not JSON: ${error.message}.`);
    throw error;
  }
}
