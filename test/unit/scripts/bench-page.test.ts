import { expect, test } from 'vitest';
import { partsOf } from '../../../scripts/bench/page/parts.ts';

const html = `<script type="module" src="/assets/index-DYivw9GS.js"></script>
  <link rel="modulepreload" href="/assets/title-BbzTzUIv.js"><link rel="stylesheet" href="/assets/title-ML9Jljie.css">`;
const assets = new Map([
  ['index-DYivw9GS.js', `import"./title-BbzTzUIv.js";import("./lean-qr-BHmL942B.js")`],
  ['title-BbzTzUIv.js', `new URL("/assets/player-worklet-B-bz5L_R.js")`],
  ['title-ML9Jljie.css', ''],
  ['lean-qr-BHmL942B.js', `import"./index-DYivw9GS.js";import("./deep-00000000.js")`],
  ['player-worklet-B-bz5L_R.js', ''],
  ['deep-00000000.js', ''],
  ['listen-CqI66_tn.js', `import"./title-BbzTzUIv.js"`],
]);

test('what the page itself names comes at once, what only its scripts name comes when it is needed', () => {
  expect(partsOf(html, assets).map(({ name, when }) => [name, when])).toEqual([
    ['index.js', 'at once'],
    ['title.js', 'at once'],
    ['title.css', 'at once'],
    ['lean-qr.js', 'on demand'],
    ['player-worklet.js', 'on demand'],
    ['deep.js', 'on demand'],
  ]);
});

test('a file that no file of the page names is not its', () => {
  expect(partsOf(html, assets).map(({ path }) => path)).not.toContain('listen-CqI66_tn.js');
});

test('a name that stands for no file is none', () => {
  expect(partsOf('<script src="/assets/gone-00000000.js"></script>', assets)).toEqual([]);
});
