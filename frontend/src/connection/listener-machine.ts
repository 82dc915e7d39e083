/** What the listener's machine is made of: one immutable value. */
import type { LiveStatus } from '#protocol/fields.ts';
import type { Command } from './command.ts';
import type { SocketEvent, SurroundingsEvent, Wish } from './events.ts';
import type { ListenerHears } from './listener-hears.ts';
import type { FollowedSession, Heard, ListenerStatus } from './listener-view.ts';
import { type Line, newLine, type TurnOf } from './machine.ts';
import { noOrder, type Order } from './order.ts';

export type ListenerWish = Wish<'open' | 'close'>;
export type ListenerEvent = ListenerWish | SocketEvent<ListenerHears> | SurroundingsEvent;

/** The socket aside is the one before the one in use: what was pushed to it is still on its way. */
export interface ListenerMachine extends Line {
  readonly sessionId: string;
  /** What is true while nothing is wanted. */
  readonly outcome: Extract<ListenerStatus, { readonly phase: 'off' | 'over' | 'signInAgain' | 'failed' }>;
  readonly opener?: Command<Join> | undefined;
  /** The server had no room for the opener when it was last said. */
  readonly full: boolean;
  /** On the socket in use: whether the session still runs, or whether this listener is still one. */
  readonly question?: Command<Join | { readonly action: 'heartbeat' }> | undefined;
  readonly told?: Told | undefined;
  readonly order: Order;
  /** What is heard in the step. */
  readonly heard: readonly Heard[];
  readonly missed: { readonly seqs: number; readonly ms: number };
  /** From here on every frame is pushed to the socket in use. */
  readonly joinedSeq: number;
  /** Since when frames should come and have not. Absent before the first, and once it was asked why. */
  readonly silentSince?: number | undefined;
}

interface Join {
  readonly action: 'joinSession';
}

/** What the server has said of the session. */
interface Told {
  readonly session: FollowedSession;
  readonly status: LiveStatus;
}

export type ListenerTurn = TurnOf<ListenerMachine>;

export const newListenerMachine = (sessionId: string, reachable: boolean): ListenerMachine => ({
  connectionNumber: 0,
  ...newLine,
  reachable,
  sessionId,
  full: false,
  order: noOrder,
  heard: [],
  missed: { seqs: 0, ms: 0 },
  joinedSeq: 0,
});
