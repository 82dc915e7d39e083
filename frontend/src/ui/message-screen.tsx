/** A screen that says one thing, and offers what can be done about it. */
import type { ComponentChildren } from 'preact';

interface MessageScreenProps {
  readonly title: string;
  readonly detail?: string | undefined;
  /** Said at once by a screen reader. */
  readonly alert?: boolean;
  readonly children?: ComponentChildren;
}

export function MessageScreen({ title, detail, alert = false, children }: MessageScreenProps) {
  return (
    <section class="message">
      <div {...(alert && { role: 'alert' })}>
        <h1 tabIndex={-1}>{title}</h1>
        {detail !== undefined && <p class="lead">{detail}</p>}
      </div>
      {children !== undefined && <div class="actions">{children}</div>}
    </section>
  );
}

/** Beside what can be pressed to sign in. */
export const SignInFailed = () => (
  <p class="problem" role="alert">
    Signing in did not work. Check your network, then try again.
  </p>
);

export const StorageForbidden = () => (
  <MessageScreen
    title="This site may not store data"
    detail="Without that you cannot be signed in. Allow it for this site in the settings of your browser, then reload the page."
    alert
  >
    <button type="button" class="primary" onClick={() => location.reload()}>
      Reload
    </button>
  </MessageScreen>
);
