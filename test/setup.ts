// The Lambda modules read their settings when they are loaded, as they do when deployed; these are the
// settings under which tests load them. No test talks to AWS: the endpoints point at a closed port.
const environment: Record<string, string> = {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
  TABLE_NAME: 'podium',
  HISTORY_TABLE_NAME: 'podium-history',
  HISTORY_DAYS: '30',
  STAGE: 'prod',
  CONNECTIONS_ENDPOINT: 'http://127.0.0.1:9/prod',
  ISSUER: 'http://localhost:3000',
  CLIENT_ID: 'podium-page',
  ALLOWED_ORIGINS: 'http://localhost:3000',
  LANGUAGES: 'en,de,fr',
};
Object.assign(process.env, { ...environment, ...process.env });
