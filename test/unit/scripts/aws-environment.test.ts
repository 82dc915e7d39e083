// What the scripts make of AWS's environment variables before they ask for anything.
import { expect, test } from 'vitest';
import { settleAwsEnvironment } from '../../../scripts/aws-environment.ts';

const settled = (env: Record<string, string>) => {
  settleAwsEnvironment(env);
  return env;
};

test('the AWS CLI’s name for the region is the SDK’s, too, where that has none', () => {
  expect(settled({ AWS_DEFAULT_REGION: 'eu-west-1' })).toMatchObject({ AWS_REGION: 'eu-west-1' });
  expect(settled({ AWS_DEFAULT_REGION: 'eu-west-1', AWS_REGION: 'us-east-1' })).toMatchObject({
    AWS_REGION: 'us-east-1',
  });
});

test('nothing is made up where nothing is said', () => {
  expect(settled({ AWS_PROFILE: 'work' })).toEqual({ AWS_PROFILE: 'work' });
  expect(settled({ AWS_ACCESS_KEY_ID: 'AKIA', AWS_PROFILE: '' })).toEqual({
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_PROFILE: '',
  });
});

test('a profile and keys at once are refused: one tool would take the one, another the other', () => {
  expect(() => settled({ AWS_PROFILE: 'work', AWS_ACCESS_KEY_ID: 'AKIA' })).toThrow(
    'AWS_PROFILE and AWS_ACCESS_KEY_ID are both set, and may mean two accounts: unset one of them.',
  );
});
