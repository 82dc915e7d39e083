/** What a test of the page works with: a stack for its file, and a speaker's browser of its own. */
import { randomUUID } from 'node:crypto';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { startStack, type StackUnderTest } from '../support/stack.ts';

/** Any wait of a test; what takes longer has failed. */
const PATIENCE_MS = 15_000;

/** One speaker at one computer. */
export interface Desk {
  readonly stack: StackUnderTest;
  /** The name to sign in with; also the token's `sub`. */
  readonly speaker: string;
  readonly context: BrowserContext;
  /** A new tab with the page in it. */
  openTab(): Promise<Page>;
  /** The browser itself complains of lost connections; without this call every complaint fails the test. */
  expectNetworkErrors(): void;
}

/** @param flags of the stack that all tests of a file share */
export const deskTest = (flags: readonly string[] = []) =>
  test
    .extend('stack', { scope: 'file' }, async ({}, { onCleanup }) => {
      const stack = await startStack(flags);
      onCleanup(async () => {
        await stack.stop();
      });
      return stack;
    })
    .extend('browser', { scope: 'file' }, async ({}, { onCleanup }) => {
      const browser = await chromium.connect(inject('browserEndpoint'));
      onCleanup(() => browser.close());
      return browser;
    })
    .extend('desk', async ({ stack, browser }, { onCleanup }): Promise<Desk> => {
      const context = await browser.newContext({ locale: 'en-US' });
      context.setDefaultTimeout(PATIENCE_MS);
      const complaints = await listen(context, stack);
      let networkErrors = false;
      onCleanup(async () => {
        await context.close();
        await stack.clearFaults();
        expect(complaints.filter((complaint) => !networkErrors || !isNetworkError(complaint))).toEqual([]);
      });
      return {
        stack,
        speaker: `speaker-${randomUUID()}`,
        context,
        async openTab() {
          const page = await context.newPage();
          await page.goto(stack.site);
          return page;
        },
        expectNetworkErrors() {
          networkErrors = true;
        },
      };
    });

/** Everything that a page must not do: complain, break its content security policy, load from elsewhere. */
async function listen(context: BrowserContext, stack: StackUnderTest): Promise<string[]> {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('request', (request) => {
    if (!request.url().startsWith(stack.site)) complaints.push(`request to ${request.url()}`);
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`content security policy: ${violatedDirective} ${blockedURI}`),
    );
  });
  return complaints;
}

const isNetworkError = (complaint: string): boolean =>
  /^(WebSocket connection to .* failed|Failed to load resource)/.test(complaint);
