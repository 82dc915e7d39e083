/** AWS's environment variables, made to mean one place: `cdk` and the SDK read them in orders of their own. */
import { SettingsError } from '../infra/settings.ts';

/**
 * Before AWS is asked for anything. What one of them deploys, the other would look for elsewhere: `cdk` knows the AWS CLI's
 * AWS_DEFAULT_REGION, which the SDK does not, and prefers keys to a profile, where the SDK prefers the profile.
 *
 * @param env changed in place, so that it holds for `cdk`, too
 * @throws SettingsError where it may mean two accounts
 */
export function settleAwsEnvironment(env: NodeJS.ProcessEnv): void {
  const { AWS_ACCESS_KEY_ID = '', AWS_DEFAULT_REGION = '', AWS_PROFILE = '', AWS_REGION = '' } = env;
  if (AWS_PROFILE !== '' && AWS_ACCESS_KEY_ID !== '')
    throw new SettingsError(
      'AWS_PROFILE and AWS_ACCESS_KEY_ID are both set, and may mean two accounts: unset one of them.',
    );
  if (AWS_REGION === '' && AWS_DEFAULT_REGION !== '') env['AWS_REGION'] = AWS_DEFAULT_REGION;
}
