/** What is around every screen, and where the keyboard goes when one screen follows another. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
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
    if (nothingHasFocus()) main.current?.querySelector('h1')?.focus();
  }, [screen]);
  useEffect(() => (main.current ? keepFocusIn(main.current) : undefined), []);
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

const nothingHasFocus = (): boolean =>
  document.activeElement === null || document.activeElement === document.body;

/** Buttons that go away when they are pressed would take the keyboard along: it goes on at the heading, where the eye stays. */
function keepFocusIn(main: HTMLElement): () => void {
  let focused: EventTarget | null = null;
  const got = ({ target }: FocusEvent): void => {
    focused = target;
  };
  const lost = ({ target }: FocusEvent): void =>
    // Some browsers tell it of what is being removed, too; only what is still there was left on purpose.
    queueMicrotask(() => {
      const left = target instanceof Element && target.isConnected && target !== document.activeElement;
      if (left && target === focused) focused = null;
    });
  const observer = new MutationObserver(() => {
    if (!(focused instanceof Element) || focused.isConnected) return;
    focused = null;
    if (nothingHasFocus()) main.querySelector('h1')?.focus({ preventScroll: true });
  });
  main.addEventListener('focusin', got);
  main.addEventListener('focusout', lost);
  observer.observe(main, { childList: true, subtree: true });
  return () => {
    main.removeEventListener('focusin', got);
    main.removeEventListener('focusout', lost);
    observer.disconnect();
  };
}
