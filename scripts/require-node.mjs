// Loaded before every TypeScript entry point (node --import), so that the wrong Node release is one
// sentence and not a syntax error. Plain JavaScript: it must run on the release it complains about.
import { readFileSync } from 'node:fs';

const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const wanted = devDependencies.node.split('.')[0];
const running = process.versions.node.split('.')[0];

if (running !== wanted) {
  console.error(
    `podium: this is Node ${process.versions.node}, but Podium runs on Node ${wanted}, the release its Lambdas run on. ` +
      'It comes with the dev dependencies: run `npm ci` (with install scripts allowed) and start again through `npm run`.',
  );
  process.exit(1);
}
