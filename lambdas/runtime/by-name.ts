/** What somebody is told of a session who may have guessed its name: no more than one network is given in a minute. */
import type { ListenerMessage } from '../protocol/client-messages.ts';
import type { ServerMessage } from '../protocol/server-messages.ts';
import { createJoinLimit } from '../store/join-limit.ts';
import type { Followed, Following } from '../store/listener-store.ts';
import type { Listener } from './events.ts';
import { errorMessage, refusalMessage, type Request } from './replies.ts';
import type { Services } from './services.ts';

interface Refused {
  readonly kind: 'refused';
  readonly message: ServerMessage<'error'>;
}

/** @returns how a session is asked for by its name: the error to answer with, or what was found */
export const askingByName = ({ database, settings }: Services) => {
  const joinLimit = createJoinLimit(database, settings);
  return async (
    ask: () => Promise<Following>,
    { requestId }: Pick<ListenerMessage, 'requestId'>,
    { caller: { sourceAddress }, now }: Request<Pick<Listener, 'sourceAddress'>>,
  ): Promise<({ readonly kind: 'found' } & Followed) | Refused> => {
    const waitMs = await joinLimit.joins(sourceAddress, now);
    if (waitMs !== undefined) {
      const told = `Too many have joined from your network. Try again in ${Math.ceil(waitMs / 1000)} s.`;
      const hint = { retryAfterMs: waitMs };
      return refused(errorMessage('RATE_LIMITED', told, requestId, now, hint));
    }
    const following = await ask();
    if (following.kind === 'found') return following;
    // A room full of people asks once more for a session that was replaced: none of them has guessed.
    if (following.neverWas) await joinLimit.guessed(sourceAddress, now);
    return refused(refusalMessage(following.refusal, requestId, now));
  };
};

const refused = (message: ServerMessage<'error'>): Refused => ({ kind: 'refused', message });
