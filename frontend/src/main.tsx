/** Where the page begins. */
import { render } from 'preact';
import { Entry } from './entry.ts';
import { App } from './ui/app.tsx';

const root = document.getElementById('podium');
if (root === null) throw new Error('index.html has no element for the page');

const entry = new Entry();
render(<App entry={entry} />, root);
void entry.open();
