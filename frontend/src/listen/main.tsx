/** Where the listener's page begins. */
import { render } from 'preact';
import { ListenerApp } from './app.tsx';
import { ListenerEntry } from './entry.ts';

const root = document.getElementById('podium');
if (root === null) throw new Error('listen.html has no element for the page');

const entry = new ListenerEntry();
render(<ListenerApp entry={entry} />, root);
void entry.open();
