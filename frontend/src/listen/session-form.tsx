/** Asks for a session by its name, as the speaker reads it out. */
import { useId, useState } from 'preact/hooks';
import type { StatusWords } from '../ui/status-words.ts';
import { sessionIdIn } from './session-path.ts';

interface SessionFormProps {
  readonly onChoose: (sessionId: string) => void;
}

export function SessionForm({ onChoose }: SessionFormProps) {
  const id = useId();
  const [empty, setEmpty] = useState(false);
  const [typed, type] = useState('');
  return (
    <form
      class="sheet"
      onSubmit={(event) => {
        event.preventDefault();
        const sessionId = sessionIdIn(typed);
        setEmpty(sessionId === undefined);
        if (sessionId !== undefined) onChoose(sessionId);
      }}
    >
      <div class="field">
        <label for={id}>Session id</label>
        <input
          id={id}
          type="text"
          value={typed}
          placeholder="caring-king-2754"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          aria-describedby={`${id}-problem`}
          onInput={({ currentTarget }) => type(currentTarget.value)}
        />
        <p id={`${id}-problem`} class="problem" role="alert">
          {empty && 'Type the session’s name, or paste its link.'}
        </p>
      </div>
      <button class="primary large">Listen</button>
    </form>
  );
}

/** Where the session that was asked for cannot be heard. */
export function OtherSession({
  onChoose,
  words: { detail, title },
}: SessionFormProps & { readonly words: StatusWords }) {
  return (
    <section class="start">
      <div>
        <h1 tabIndex={-1}>{title}</h1>
        <p class="lead">{detail}</p>
      </div>
      <SessionForm onChoose={onChoose} />
    </section>
  );
}
