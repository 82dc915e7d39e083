/** The CDK app: one stage, by `-c stage=NAME`, with the settings of `infra/stages/NAME.json`. */
import { App } from 'aws-cdk-lib';
import { bundleFunctions } from './bundling/bundle.ts';
import { buildPage } from './page/build-page.ts';
import { addStage } from './podium-app.ts';
import { functionEntries } from './routes.ts';
import { SettingsError } from './settings.ts';
import { checkStageName, readStage } from './settings/stage-file.ts';

try {
  const app = new App();
  const stage = checkStageName(app.node.tryGetContext('stage') ?? 'prod');
  const settings = readStage(stage);
  const [bundles, page] = await Promise.all([bundleFunctions(functionEntries), buildPage()]);
  if (!page.built) throw new SettingsError(`The page in frontend/ cannot be built: ${page.reason}`);
  addStage(app, stage, settings, { bundles, pageDirectory: page.folder });
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exit(1);
}
