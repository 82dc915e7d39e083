/** Before a session: what it is to be. */
import { useState } from 'preact/hooks';
import type { Broadcast } from '../audio/broadcast.ts';
import type { SessionClient } from '../connection/client.ts';
import { type Choice, rememberChoice, rememberedChoice } from './choice.ts';
import { LanguageField, QualityField } from './fields.tsx';

interface StartScreenProps {
  readonly client: SessionClient;
  readonly broadcast: Broadcast;
  readonly languages: readonly string[];
}

export function StartScreen({ client, broadcast, languages }: StartScreenProps) {
  const [choice, choose] = useState(() => rememberedChoice(localStorage, languages, navigator.languages));
  const change = (part: Partial<Choice>): void => {
    const next = { ...choice, ...part };
    choose(next);
    rememberChoice(localStorage, next);
  };
  return (
    <section class="start">
      <h1 tabIndex={-1}>Ready when you are</h1>
      <form
        class="sheet"
        onSubmit={(event) => {
          event.preventDefault();
          rememberChoice(localStorage, choice);
          client.start(choice);
          // With the press: browsers ask for a microphone, and let sound run, in answer to one.
          void broadcast.openMicrophone();
        }}
      >
        <LanguageField
          languages={languages}
          value={choice.sourceLanguage}
          onChange={(sourceLanguage) => change({ sourceLanguage })}
        />
        <QualityField value={choice.qualityTier} onChange={(qualityTier) => change({ qualityTier })} />
        <button class="primary large">Start session</button>
      </form>
    </section>
  );
}
