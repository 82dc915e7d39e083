/** What sockets do, whoever speaks on them: opened, refused, heard and lost, by what each is in the present state. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { waitForNext } from './attempt.ts';
import { record } from './endings.ts';
import type { SocketEvent } from './events.ts';
import { withoutLive } from './live.ts';
import type { LineTurn } from './machine.ts';
import { type Greeting, type Kept, type Live, type Opening, socketsOf } from './states.ts';

/** RFC 6455, 7.1.5: what a browser says where no close frame came. */
const noCloseFrame = 1006;

export type TokenRefused = Extract<SocketEvent, { kind: 'tokenRefused' }>;

export interface SocketRole {
  readonly opened: (opening: Opening) => void;
  readonly received: (socket: Opening | Greeting | Live | Kept, message: ServerMessage) => void;
  readonly tokenRefused: (opening: Opening, refusal: TokenRefused) => void;
}

export function onLineSocket(turn: LineTurn, event: SocketEvent, role: SocketRole): void {
  const socket = socketsOf(turn.connection).find((each) => each.socket === event.socket);
  // Stale: a socket that the state does not know any more has nothing to say.
  if (socket === undefined) return;
  switch (event.kind) {
    case 'opened':
      if (socket.name === 'opening') role.opened(socket);
      return;
    case 'tokenRefused':
      if (socket.name === 'opening') role.tokenRefused(socket, event);
      return;
    case 'received':
      role.received(socket, event.message);
      return;
    case 'closed': {
      const { code, reason } = event;
      const by = code === noCloseFrame ? 'network' : 'gateway';
      record(turn, socket, { by, code: by === 'gateway' ? code : undefined, why: reason });
      lose(turn, socket);
    }
  }
}

/** The socket has closed by itself. */
function lose(turn: LineTurn, socket: Opening | Greeting | Live | Kept): void {
  const { connection } = turn;
  if (socket.name === 'live') withoutLive(turn, socket);
  else if (socket.name !== 'kept') waitForNext(turn, socket);
  else if (connection.name === 'asking') turn.connection = { ...connection, kept: undefined };
}
