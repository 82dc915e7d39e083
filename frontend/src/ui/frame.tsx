/** What is around every screen, and where the keyboard goes when one screen follows another. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Logo } from './icons.tsx';

interface FrameProps {
  /** Which screen it is: another name is another screen. */
  readonly screen: string;
  /** At the end of the header. */
  readonly account?: ComponentChildren;
  readonly children: ComponentChildren;
}

export function Frame({ screen, account, children }: FrameProps) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(screen);
  useLayoutEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    // What had the focus went with its screen: the next one begins at its heading.
    if (document.activeElement === null || document.activeElement === document.body)
      main.current?.querySelector('h1')?.focus();
  }, [screen]);
  return (
    <>
      <header class="page-header">
        <span class="wordmark">
          <Logo />
          Podium
        </span>
        {account}
      </header>
      <main ref={main} class="page-main">
        {children}
      </main>
    </>
  );
}
