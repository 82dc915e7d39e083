/** The sign over the studio's door: lit only while the session is known to be on the air. */
import type { Broadcast, DeviceState } from '../audio/broadcast.ts';
import type { SessionClient, SessionFacts, Settings, Status } from '../connection/client.ts';
import { useBroadcast } from './current.ts';
import { clockTime } from './durations.ts';
import { statusWords } from './status-words.ts';
import { useNow } from './ticks.ts';

interface OnAirSignProps {
  readonly client: SessionClient;
  readonly broadcast: Broadcast;
  readonly status: Status;
  readonly session: SessionFacts;
  readonly settings: Settings;
}

export function OnAirSign({ client, broadcast, status, session, settings }: OnAirSignProps) {
  const onAir = status.phase === 'onAir';
  const counting = status.phase === 'reconnecting' ? status.leaseEndsAt : session.startedAt;
  const { microphone } = useBroadcast(broadcast);
  const now = useNow(client, counting);
  const { title, detail } = statusWords(status, now, session.sessionId);
  return (
    <div class="sign" data-lit={onAir} data-quiet={settings.paused}>
      <span class="lamp" aria-hidden="true" />
      <div class="sign-words">
        <h1 tabIndex={-1}>{title}</h1>
        <p>{onAir ? soundWords(settings, microphone) : detail}</p>
      </div>
      <p class="running">
        <span class="visually-hidden">Running for </span>
        {clockTime(now - session.startedAt)}
      </p>
    </div>
  );
}

function soundWords({ muted, paused }: Settings, microphone: DeviceState): string {
  if (paused) return 'Paused. Resume when you want to be heard again.';
  if (muted) return 'Muted. Nobody hears you.';
  switch (microphone.kind) {
    case 'on':
      return 'Your session is live.';
    case 'off':
    case 'asking':
      return 'Your session is live. Waiting for your microphone.';
    case 'problem':
      return 'Your session is live, without sound.';
  }
}
