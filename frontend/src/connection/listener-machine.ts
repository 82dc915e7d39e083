/** What the listener's machine is made of: one immutable value. */
import type { LiveStatus } from '#protocol/fields.ts';
import type { Command } from './command.ts';
import type { PersonEvent, SocketEvent, SurroundingsEvent } from './events.ts';
import type { FollowedSession, Heard, ListenerStatus } from './listener-view.ts';
import type { Line, TurnOf } from './machine.ts';
import { noOrder, type Order } from './order.ts';
import type { Asking, Closed, Connection, OpenSocket } from './states.ts';

export type ListenerWish = Extract<PersonEvent, { readonly kind: 'open' | 'close' }>;
export type ListenerEvent = ListenerWish | SocketEvent | SurroundingsEvent;

export interface ListenerMachine extends Line {
  readonly connection: Exclude<Connection, Asking | Closed>;
  readonly sessionId: string;
  /** What is true while nothing is wanted. */
  readonly outcome: Extract<ListenerStatus, { readonly phase: 'off' | 'over' | 'signInAgain' | 'failed' }>;
  /** What the newest socket opens with. */
  readonly opener: Command<Join> | undefined;
  /** The server had no room for the opener when it was last said. */
  readonly full: boolean;
  /** On the socket in use: whether the session still runs, or whether this listener is still one. */
  readonly question: Command<Join | { readonly action: 'heartbeat' }> | undefined;
  readonly told: Told | undefined;
  readonly order: Order;
  readonly missed: { readonly seqs: number; readonly ms: number };
  /** From here on every frame is pushed to the socket in use. */
  readonly joinedSeq: number;
  /** Since when frames should come and have not. Absent before the first, and once it was asked why. */
  readonly silentSince: number | undefined;
  /** The socket before the one in use: what was pushed to it is still on its way. */
  readonly older: (OpenSocket & { readonly closeAt: number }) | undefined;
}

interface Join {
  readonly action: 'joinSession';
}

/** What the server has said of the session. */
interface Told {
  readonly session: FollowedSession;
  readonly status: LiveStatus;
}

export type ListenerTurn = TurnOf<ListenerMachine> & { readonly heard: Heard[] };

export const newListenerMachine = (sessionId: string, reachable: boolean): ListenerMachine => ({
  connectionNumber: 0,
  connection: { name: 'idle' },
  reachable,
  closedConnections: [],
  sessionId,
  outcome: { phase: 'off' },
  opener: undefined,
  full: false,
  question: undefined,
  told: undefined,
  order: noOrder,
  missed: { seqs: 0, ms: 0 },
  joinedSeq: 0,
  silentSince: undefined,
  older: undefined,
});
