/** The CDK app. `npx cdk deploy`; `-c stage=NAME` for another stage beside the first. */
import { App } from 'aws-cdk-lib';
import { bundleFunctions } from './bundling/bundle.ts';
import { buildPage } from './page/build-page.ts';
import { defaultLanguages } from './languages.ts';
import { PodiumStack } from './podium-stack.ts';
import { authorizer, routes } from './routes.ts';

const app = new App();
const stage: unknown = app.node.tryGetContext('stage') ?? 'prod';
if (typeof stage !== 'string' || !/^[a-z][a-z0-9-]{0,19}$/.test(stage))
  throw new Error('The stage must be 1 to 20 lower-case letters, digits or dashes: cdk deploy -c stage=prod');

const [bundles, page] = await Promise.all([
  bundleFunctions([authorizer.entry, ...routes.map(({ entry }) => entry)]),
  buildPage(),
]);

if (!page.built) throw new Error(`The page in frontend/ cannot be built: ${page.reason}`);

new PodiumStack(app, `Podium-${stage}`, {
  description: 'Podium: speakers on the air over a serverless WebSocket backend',
  stage,
  languages: defaultLanguages,
  bundles,
  pageDirectory: page.folder,
});
