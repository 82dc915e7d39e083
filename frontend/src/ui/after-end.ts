/** What is to be done once the session is over: signing out, or starting the next one. */
import type { SessionClient, View } from '../connection/client.ts';

/** Ends the session; `then` runs once when it is over, be it already, and never where the end was refused or dropped. */
export function endAndThen(
  client: Pick<SessionClient, 'end' | 'subscribe' | 'view'>,
  then: () => void,
): void {
  if (isOver(client.view)) {
    then();
    return;
  }
  client.end();
  const stop = client.subscribe((view) => {
    if (view.ending) return;
    stop();
    if (isOver(view)) then();
  });
}

const isOver = ({ status }: View): boolean => status.phase === 'ended' || status.phase === 'expired';
