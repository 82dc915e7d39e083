/** A session that is heard: its sign, its picture, the volume, and what is known of the way here. */
import type { FollowedSession } from '../connection/listener.ts';
import { useCurrent } from '../ui/current.ts';
import { seconds } from '../ui/durations.ts';
import { SpeakerIcon } from '../ui/icons.tsx';
import { languageName } from '../ui/language-names.ts';
import { listenersWords } from '../ui/listeners-words.ts';
import { useNow } from '../ui/ticks.ts';
import { VolumeField } from '../ui/volume-field.tsx';
import { delayWords, missingIn, missingWords, unheardWords } from './sound-words.ts';
import type { Following } from './following.ts';
import { listenerWords } from './status-words.ts';
import { Still } from './still.tsx';

interface LiveScreenProps {
  readonly following: Following;
  readonly sessionId: string;
  readonly session: FollowedSession;
}

export function LiveScreen({ following, session, sessionId }: LiveScreenProps) {
  const state = useCurrent(following, ({ state }) => state);
  const { delay, gap, missing, skippedMs, sound, still, volume } = state;
  const { client } = following;
  const now = useNow(client, session.leaseEndsAt);
  const { status } = client.view;
  const { detail, title } = listenerWords(client.view, now, sessionId);
  const unheard = unheardWords(state);
  const heard = sound === 'playing' && unheard === '';
  const live = status.phase === 'listening';
  return (
    <section class="sheet session" aria-label="The session">
      <div class="sign" data-lit={live} data-quiet={session.paused || !heard}>
        <span class="lamp" aria-hidden="true" />
        <div class="sign-words">
          <h1 tabIndex={-1}>{title}</h1>
          <p>{detail ?? sessionId}</p>
        </div>
        <p class="running">{listenersWords(session.listenerCount)}</p>
      </div>
      <Still still={still} />
      {sound === 'blocked' && (
        <div class="play">
          <button type="button" class="primary large" onClick={() => following.play()}>
            <SpeakerIcon />
            Listen
          </button>
        </div>
      )}
      <p class="unheard" role="alert">
        {unheard}
      </p>
      {sound === 'notLoaded' && (
        <div class="play">
          <button type="button" class="primary large" onClick={() => void following.openPlayer()}>
            Try again
          </button>
        </div>
      )}
      <div class="hearing">
        <VolumeField value={volume} onInput={(percent) => following.setVolume(percent)} />
        <dl class="facts">
          <div>
            <dt>Language</dt>
            <dd>{languageName(session.sourceLanguage)}</dd>
          </div>
          <div>
            <dt>Delay</dt>
            <dd>{live && heard ? delayWords(delay) : '–'}</dd>
          </div>
          <div>
            <dt>Missing</dt>
            <dd>{missingWords(missing)}</dd>
          </div>
        </dl>
      </div>
      <p class="gap" role="status" data-shown={gap !== undefined}>
        {gap && `${missingWords(missingIn(gap))} missing`}
      </p>
      {skippedMs > 0 && (
        <p class="skipped">
          {seconds(skippedMs)} came too late and were skipped, to stay close to the speaker.
        </p>
      )}
    </section>
  );
}
