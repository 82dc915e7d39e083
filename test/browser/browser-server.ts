/** One browser for the whole run; each test has a context of its own in it. */
import type { TestProject } from 'vitest/node';
import { launchServer } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    browserEndpoint: string;
  }
}

export default async function startBrowser({ provide }: TestProject): Promise<() => Promise<void>> {
  const server = await launchServer();
  provide('browserEndpoint', server.wsEndpoint());
  return () => server.close();
}
