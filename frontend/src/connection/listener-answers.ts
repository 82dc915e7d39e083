/** What the server says to a listener, in answer to its join or its questions, or of its own accord. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { closeOlder, leaveWith } from './listener-endings.ts';
import type { ListenerHears } from './listener-hears.ts';
import type { ListenerTurn } from './listener-machine.ts';
import { askToJoin, heartbeatEveryMs, isSpeaking } from './listener-questions.ts';
import { joinRefused, questionRefused } from './listener-refusals.ts';
import { withArrived } from './order.ts';
import type { Aside, LineSocket, Live } from './states.ts';

/** The gateway cuts a connection at 2 h: a new one is made so long after the last was opened, and not by all at once. */
const [moveFromMs, moveToMs] = [90 * 60_000, 110 * 60_000];
/** How long a push to the socket before may still be on its way. */
const lingerMs = 2_000;

export function receiveOnLine(
  turn: ListenerTurn,
  socket: Exclude<LineSocket, Aside>,
  message: ServerMessage<Exclude<ListenerHears, 'frames'>>,
): void {
  if (socket.name === 'live') heard(turn, socket);
  switch (message.type) {
    case 'sessionJoined':
      joined(turn, socket, message);
      return;
    case 'heartbeatAck': {
      const { question, told } = turn;
      if (socket.name !== 'live' || question === undefined || question.requestId !== message.requestId)
        return;
      const { listenerCount, status } = message;
      answered(turn, question.sentAt);
      if (told !== undefined)
        tell(
          turn,
          {
            ...told.session,
            ...message,
            listenerCount: listenerCount ?? told.session.listenerCount,
            status: status ?? told.status,
          },
          question.sentAt,
        );
      // It was put off the list, and the close that should have told so was lost.
      if (message.joined === false) askToJoin(turn);
      return;
    }
    case 'sessionChanged':
      tell(turn, message, undefined);
      return;
    case 'sessionEnded':
      if (message.sessionId === turn.sessionId) leaveWith(turn, { phase: 'over', why: 'ended' });
      return;
    case 'error':
      if (socket.name === 'greeting') joinRefused(turn, socket, message);
      if (socket.name === 'live') questionRefused(turn, socket, message);
      return;
  }
}

/** On whichever socket: they may come before the answer to the join, and twice while two sockets are open. */
export function receiveFrames(
  turn: ListenerTurn,
  socket: LineSocket,
  message: ServerMessage<'frames'>,
): void {
  if (socket.name === 'live') heard(turn, socket);
  if (message.sessionId !== turn.sessionId) return;
  turn.order = withArrived(turn.order, message, turn.now);
  turn.silentSince = turn.now;
}

function joined(
  turn: ListenerTurn,
  socket: Exclude<LineSocket, Aside>,
  message: ServerMessage<'sessionJoined'>,
): void {
  const { live, now, opener, question, random } = turn;
  const { nextSeq, requestId } = message;
  let sentAt = question?.sentAt;
  if (socket.name === 'live' && question?.requestId === requestId) answered(turn, sentAt);
  else if (socket.name === 'greeting' && opener?.requestId === requestId) {
    closeOlder(turn);
    if (live) {
      const { openedAt, socket: number } = live;
      turn.aside = { name: 'aside', socket: number, openedAt, closeAt: now + lingerMs };
    }
    sentAt = opener.sentAt;
    const renewedAt = sentAt ?? now;
    turn.live = {
      name: 'live',
      socket: socket.socket,
      openedAt: socket.openedAt,
      heardAt: now,
      renewedAt,
      heartbeatIntervalMs: heartbeatEveryMs,
      heartbeatAt: renewedAt + heartbeatEveryMs,
      suspect: false,
      moveAt: socket.openedAt + moveFromMs + random * (moveToMs - moveFromMs),
    };
    turn.attempt = undefined;
    turn.opener = turn.question = undefined;
    turn.full = false;
    if (turn.silentSince !== undefined) turn.silentSince = now;
  } else return;
  turn.joinedSeq = nextSeq;
  tell(turn, message, sentAt);
}

function heard(turn: ListenerTurn, live: Live): void {
  turn.live = { ...live, heardAt: turn.now, suspect: false };
}

function answered(turn: ListenerTurn, sentAt = turn.now): void {
  const { live } = turn;
  turn.question = undefined;
  if (live) turn.live = { ...live, renewedAt: sentAt, heartbeatAt: sentAt + heartbeatEveryMs };
}

type Followed = Omit<ServerMessage<'sessionChanged'>, 'type'> & { readonly sourceLanguage?: string };

/** @param sentAt when what it answers was sent; a push says how long the lease was when it left the server */
function tell(turn: ListenerTurn, followed: Followed, sentAt = turn.now): void {
  const { sessionId, told } = turn;
  const { leaseUntil, listenerCount, muted, paused, status, timestamp } = followed;
  const sourceLanguage = followed.sourceLanguage ?? told?.session.sourceLanguage;
  if (followed.sessionId !== sessionId || sourceLanguage === undefined) return;
  const leaseEndsAt = sentAt + leaseUntil - timestamp;
  const wasSpeaking = isSpeaking(turn);
  turn.told = { session: { sessionId, sourceLanguage, paused, muted, leaseEndsAt, listenerCount }, status };
  // The pause was no silence.
  if (!wasSpeaking && isSpeaking(turn) && turn.silentSince !== undefined) turn.silentSince = turn.now;
}
