// What goes wrong, as one sentence for the operator: what it is, and what to do.
import { DatabaseUnavailable } from '../../lambdas/store/database.ts';
import { printable } from './printable.ts';

/** A sentence that is ready to be read. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}
/** The command was not understood. */
export class UsageError extends CommandError {
  override readonly name = 'UsageError';
}

/** AWS's errors by their name. */
const awsErrors: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'No AWS credentials were found: sign in (`aws sso login`), or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.',
  ExpiredToken: 'Your AWS credentials have run out: sign in again.',
  ExpiredTokenException: 'Your AWS credentials have run out: sign in again.',
  UnrecognizedClientException: 'AWS does not know your credentials: check AWS_PROFILE and the region.',
  InvalidClientTokenId: 'AWS does not know your credentials: check AWS_PROFILE and the region.',
  ResourceNotFoundException:
    'The table is not where the stack says: has somebody deleted it? Deploy the stage again.',
};
const DENIED = /^AccessDenied(Exception)?$/;

/** Whether asking again cannot help: somebody has to sign in, or to give a right, or the table is gone. */
export const isFinal = (error: unknown): boolean =>
  error instanceof Error && (error.name in awsErrors || DENIED.test(error.name));

export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The latter by its name: its module brings the construct library along.
  if (error instanceof CommandError || error.name === 'SettingsError') return error.message;
  if (error instanceof DatabaseUnavailable)
    return `The table does not answer (${error.message.replace(/\.$/, '')}): try again in a moment.`;
  if (error.message === 'Region is missing')
    return 'No AWS region is set: set AWS_REGION, or `region` in the settings of the stage.';
  if (DENIED.test(error.name)) return `Your AWS credentials do not allow this: ${oneLine(error.message)}`;
  return awsErrors[error.name] ?? `${error.name}: ${oneLine(error.message)}`;
}

const oneLine = (text: string) => printable(text.replaceAll(/\s+/g, ' ').trim());
