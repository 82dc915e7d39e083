import tseslint from 'typescript-eslint';

/** What a room may not import. The layout is enforced here, not hoped for. */
const room = (files, forbidden, why) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message: why }] }],
  },
});

export default tseslint.config(
  { ignores: ['node_modules', 'cdk.out', 'dist', '.podium', 'coverage'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: [
          'tsconfig.json',
          'lambdas/tsconfig.json',
          'frontend/tsconfig.json',
          'test/tsconfig.json',
          'test/infra/tsconfig.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-properties': [
        'error',
        {
          object: 'Math',
          property: 'random',
          message: 'Randomness is a parameter; see runtime/services.ts.',
        },
      ],
    },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  // These must not compile: that the compiler alone finds them out is what they show.
  { files: ['test/types/**'], rules: { '@typescript-eslint/switch-exhaustiveness-check': 'off' } },
  room(['lambdas/protocol/**'], '^(?!\\./|valibot$)', 'protocol is a leaf: valibot and its own files only.'),
  room(
    ['lambdas/session/**'],
    '^(?!\\./|\\.\\./protocol/)',
    'session is pure: it imports its own files and protocol only.',
  ),
  room(
    ['lambdas/store/**'],
    '^(?!\\./|\\.\\./(protocol|session)/|@aws-sdk/client-dynamodb$|node:crypto$)',
    'store knows DynamoDB, session and protocol, nothing else.',
  ),
  room(
    ['lambdas/connections/**'],
    '^(?!\\./|\\.\\./(protocol|session)/|@aws-sdk/client-apigatewaymanagementapi$)',
    'connections knows @connections, session and protocol, nothing else.',
  ),
  room(
    ['lambdas/distribution/**'],
    '^(?!\\./|\\.\\./(protocol|store|connections)/)',
    'distribution knows the list and @connections, nothing else.',
  ),
  room(
    ['lambdas/authorizer.ts'],
    '@aws-sdk|/store/|/connections/',
    'The authorizer carries no AWS SDK: it runs at every handshake.',
  ),
  room(
    ['frontend/src/**'],
    '(^|/)(lambdas|infra)/|^@aws-sdk',
    'The page shares nothing but #protocol with the backend.',
  ),
  // After the wider room: of two that match, the later one counts.
  room(
    ['frontend/src/connection/**'],
    '^(?!\\./|#protocol/)',
    'The client is framework-free: its own files and the protocol only.',
  ),
  room(['infra/**'], '/lambdas/(?!protocol/)', 'infra names handlers by path; it does not import them.'),
);
