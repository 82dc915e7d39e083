/** A person's answer to a question that stands in the way of everything else: a native modal dialog. */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

export interface Answer<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly tone: 'primary' | 'danger' | 'quiet';
}

interface ChooseProps<T extends string> {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly answers: readonly Answer<T>[];
  /** Undefined: none of them, by its last button or the escape key. */
  readonly onAnswer: (value: T | undefined) => void;
  readonly dismiss: string;
}

export function Choose<T extends string>({ title, children, answers, onAnswer, dismiss }: ChooseProps<T>) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  // By now the browser has given the focus back to where it was.
  const closed = (): void =>
    onAnswer(answers.find(({ value }) => value === dialog.current?.returnValue)?.value);
  return (
    <dialog ref={dialog} aria-labelledby={titleId} onClose={closed}>
      <form method="dialog">
        <h2 id={titleId}>{title}</h2>
        {children}
        <div class="actions">
          {answers.map(({ value, label, tone }) => (
            <button key={value} class={tone} value={value}>
              {label}
            </button>
          ))}
          <button class="quiet" value="">
            {dismiss}
          </button>
        </div>
      </form>
    </dialog>
  );
}
