/** Builds the two pages: plain files on their own origin, as their content security policy demands. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const page = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  // The same page whatever NODE_ENV is: tests serve what is deployed.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    rolldownOptions: { input: [page('index.html'), page('listen.html')] },
    target: 'es2022',
    // A data: script or style would be refused by the policy; a polyfill for old browsers only adds bytes.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
