/** What sockets do, whoever speaks on them: opened, without a token, and lost. */
import type { ServerMessageType } from '#protocol/server-messages.ts';
import { onNewSocket } from './command.ts';
import { lose, record } from './endings.ts';
import type { SocketEvent, WithoutToken } from './events.ts';
import type { Line, LineTurn } from './machine.ts';
import type { LineSocket } from './states.ts';

/** RFC 6455, 7.1.5: what a browser says where no close frame came. */
const noCloseFrame = 1006;

/** What the socket of that number is at present; undefined: stale, it has nothing to say any more. */
export const lineSocket = ({ aside, attempt, live }: Line, number: number): LineSocket | undefined =>
  [live, attempt, aside].find((each): each is LineSocket => each?.socket === number);

/** @param stop does without any connection */
export function onLineSocket(
  turn: LineTurn,
  on: LineSocket | undefined,
  event: Exclude<SocketEvent<ServerMessageType>, { readonly kind: 'received' }>,
  stop: (outcome: WithoutToken) => void,
): void {
  const { live, now, opener } = turn;
  if (!on) return;
  if (event.kind === 'closed') {
    const { code, reason: why } = event;
    record(turn, on, code === noCloseFrame ? { by: 'network', why } : { by: 'gateway', code, why });
    lose(turn, on);
  } else if (on.name !== 'opening') return;
  else if (event.kind === 'opened') {
    turn.attempt = { ...on, name: 'greeting', openedAt: now };
    turn.opener = opener && onNewSocket(opener, now);
  }
  // On the air until the present token runs out; then it is said again, and counts.
  else if (live || !event.outcome) lose(turn, on);
  else stop(event.outcome);
}
