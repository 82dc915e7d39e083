// `npm run dependencies`: licences, known-bad releases and an exact lock file, checked without network.
import { readFileSync } from 'node:fs';
import { whatIsWrong, type Lockfile, type Manifest } from './dependencies-check.ts';
import { shippedPackages } from './dependencies-shipped.ts';

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
const manifest = read('package.json') as Manifest;
const lock = read('package-lock.json') as Lockfile;
const shipped = await shippedPackages();
const wrong = whatIsWrong(manifest, lock, shipped);
for (const sentence of wrong) console.error(sentence);
if (wrong.length > 0) process.exit(1);
console.log(
  `dependencies: ${Object.keys(lock.packages).length - 1} packages, ${shipped.size} of them shipped; nothing is wrong`,
);
