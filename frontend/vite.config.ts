/** Builds the page: plain files on its own origin, as its content security policy demands. */
import { defineConfig } from 'vite';

export default defineConfig({
  // The same page whatever NODE_ENV is: tests serve what is deployed.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact', development: false } },
  build: {
    target: 'es2022',
    // A data: script or style would be refused by the policy; a polyfill for old browsers only adds bytes.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
