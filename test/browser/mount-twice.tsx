// In place of frontend/src/main.tsx: the same page, whose components a test can take away and bring back.
import { render } from 'preact';
import { Entry } from '../../frontend/src/entry.ts';
import { App } from '../../frontend/src/ui/app.tsx';

const root = document.getElementById('podium') ?? document.body;
const entry = new Entry();
const mount = (): void => render(<App entry={entry} />, root);
const unmount = (): void => render(null, root);

mount();
unmount();
mount();
Object.assign(window, { mount, unmount });
void entry.open();
