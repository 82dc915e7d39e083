/** More people listen than there is room for: how long until the next try. */
import { MessageScreen } from '../ui/message-screen.tsx';
import { useNow } from '../ui/ticks.ts';
import type { Following } from './following.ts';
import { listenerWords } from './status-words.ts';

interface FullScreenProps {
  readonly following: Following;
  readonly sessionId: string;
  readonly nextTryAt: number;
}

export function FullScreen({ following: { client }, nextTryAt, sessionId }: FullScreenProps) {
  const now = useNow(client, nextTryAt);
  const { detail, title } = listenerWords(client.view, now, sessionId);
  return (
    <MessageScreen title={title} detail={detail}>
      <button type="button" class="quiet" onClick={() => client.open()}>
        Try now
      </button>
    </MessageScreen>
  );
}
