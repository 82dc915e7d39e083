/** A session that runs here: its sign, its name, and everything that a speaker does with it. */
import { useState } from 'preact/hooks';
import type { Broadcast } from '../audio/broadcast.ts';
import type { SessionClient, SessionFacts, Settings, View } from '../connection/client.ts';
import { endAndThen } from './after-end.ts';
import { rememberChoice } from './choice.ts';
import { ConfirmEnd } from './confirm-end.tsx';
import { Diagnosis } from './diagnosis.tsx';
import { ExpiryWarning } from './expiry-warning.tsx';
import { LanguageField, QualityField } from './fields.tsx';
import { InputControls } from './input-controls.tsx';
import { OnAirSign } from './on-air-sign.tsx';
import { Reach } from './reach.tsx';
import { SessionName } from './session-name.tsx';
import { SoundControls } from './sound-controls.tsx';

interface SessionScreenProps {
  readonly client: SessionClient;
  readonly broadcast: Broadcast;
  readonly view: View;
  readonly session: SessionFacts;
  readonly settings: Settings;
  readonly languages: readonly string[];
}

export function SessionScreen({ client, broadcast, view, session, settings, languages }: SessionScreenProps) {
  const [confirming, confirm] = useState(false);
  const { ending, possible, unacknowledged } = view;
  const update = (change: Partial<Settings>): void => client.update(change);
  const choose = (change: Partial<Pick<Settings, 'sourceLanguage' | 'qualityTier'>>): void => {
    update(change);
    rememberChoice(localStorage, { ...settings, ...change });
  };
  const saving = (name: keyof Settings): boolean => unacknowledged.includes(name);
  const field = (name: keyof Settings) => ({ saving: saving(name), disabled: !possible.update });
  return (
    <>
      {view.expiresSoon && (
        <ExpiryWarning
          client={client}
          expiresAt={session.expiresAt}
          disabled={!possible.end}
          onRenew={() =>
            endAndThen(client, () => {
              client.start(settings);
            })
          }
        />
      )}
      <section class="sheet session" aria-label="Your session">
        <OnAirSign
          client={client}
          broadcast={broadcast}
          status={view.status}
          session={session}
          settings={settings}
        />
        <SessionName sessionId={session.sessionId} listenerCount={view.listenerCount} />
        <SoundControls settings={settings} saving={saving} disabled={!possible.update} onChange={update} />
        {view.frames && <Reach frames={view.frames} />}
        <InputControls broadcast={broadcast} paused={settings.paused} />
        <div class="choices">
          <LanguageField
            languages={languages}
            value={settings.sourceLanguage}
            onChange={(sourceLanguage) => choose({ sourceLanguage })}
            {...field('sourceLanguage')}
          />
          <QualityField
            value={settings.qualityTier}
            onChange={(qualityTier) => choose({ qualityTier })}
            {...field('qualityTier')}
          />
        </div>
        <div class="actions end">
          <button type="button" class="danger" disabled={!possible.end} onClick={() => confirm(true)}>
            {ending ? 'Ending…' : 'End session'}
          </button>
        </div>
      </section>
      <Diagnosis client={client} view={view} session={session} />
      {confirming && (
        <ConfirmEnd
          sessionId={session.sessionId}
          onAnswer={(end) => {
            confirm(false);
            if (end) client.end();
          }}
        />
      )}
    </>
  );
}
