/** How a connection comes about, alone or beside a live one: begin, greet, fail, wait, begin again. */
import { delayMs } from './backoff.ts';
import { dueAction, newDelivery, onNewSocket, sent } from './delivery.ts';
import { closing } from './endings.ts';
import type { Machine, Moment, Step } from './machine.ts';
import { and } from './machine.ts';
import { messageOf, type Opener } from './opener.ts';
import { type Attempt, attemptOf, type Greeting, type OpenSocket, type Opening } from './states.ts';

/** Token, handshake and `$connect` together; longer than API Gateway lets an authorizer take. */
const openingLimitMs = 30_000;

/** Puts the attempt where it belongs: beside the live connection, or in the place of everything else. */
export const withAttempt = (machine: Machine, attempt: Attempt): Machine => ({
  ...machine,
  connection: machine.connection.name === 'live' ? { ...machine.connection, move: attempt } : attempt,
});

/** Opens the next socket now; without a network, as soon as there is one. */
export function beginAttempt(machine: Machine, tries: number, now: number): Step {
  if (!machine.reachable)
    return [withAttempt(machine, { name: 'waiting', tries, retryAt: now, notBefore: now }), []];
  const socket = machine.connectionNumber + 1;
  const opening: Opening = { name: 'opening', socket, tries, giveUpAt: now + openingLimitMs };
  return [withAttempt({ ...machine, connectionNumber: socket }, opening), [{ kind: 'open', socket }]];
}

/** The attempt came to nothing: the next one after a backoff. What the socket should have said stays to be said. */
export function waitForNext(machine: Machine, moment: Moment, tries: number, retryAfterMs = 0): Machine {
  const { now, random } = moment;
  const retryAt = now + delayMs(tries, random, retryAfterMs);
  return withAttempt(machine, { name: 'waiting', tries, retryAt, notBefore: now + retryAfterMs });
}

/** Closes the attempt's socket and waits for the next. */
export function abandon(machine: Machine, attempt: Opening | Greeting, why: string, moment: Moment): Step {
  return and(closing(machine, attempt, why, moment.now), (closed) => [
    waitForNext(closed, moment, attempt.tries + 1),
    [],
  ]);
}

/** The client speaks first on a socket that is open. */
export function greet(machine: Machine, on: OpenSocket, tries: number, moment: Moment): Step {
  const opener: Opener = machine.opener ?? {
    kind: 'resume',
    sessionId: machine.held?.sessionId,
    delivery: newDelivery(moment.requestId, moment.now),
    onPageLoad: false,
  };
  const { socket, openedAt } = on;
  const greeting = withAttempt(machine, { name: 'greeting', socket, openedAt, tries });
  return sendOpener(
    greeting,
    socket,
    { ...opener, delivery: onNewSocket(opener.delivery, moment.now) },
    moment,
  );
}

function sendOpener(machine: Machine, socket: number, opener: Opener, { now }: Moment): Step {
  const delivery = sent(opener.delivery, now);
  const next: Opener =
    opener.kind === 'create'
      ? { ...opener, delivery, firstSentAt: opener.firstSentAt ?? now }
      : { ...opener, delivery };
  return [
    { ...machine, opener: next },
    [{ kind: 'send', socket, message: messageOf(next, machine.clientId, socket) }],
  ];
}

/** Acts on the attempt's deadline, where it has come. */
export function attemptDue(machine: Machine, moment: Moment): Step {
  const attempt = attemptOf(machine.connection);
  const { now } = moment;
  switch (attempt?.name) {
    case undefined:
      return [machine, []];
    case 'waiting':
      return machine.reachable && now >= attempt.retryAt
        ? beginAttempt(machine, attempt.tries, now)
        : [machine, []];
    case 'opening':
      return now >= attempt.giveUpAt
        ? abandon(machine, attempt, 'did not open in time', moment)
        : [machine, []];
    case 'greeting': {
      const { opener } = machine;
      const action = opener === undefined ? 'wait' : dueAction(opener.delivery, 2, now);
      if (opener === undefined || action === 'wait') return [machine, []];
      return action === 'send'
        ? sendOpener(machine, attempt.socket, opener, moment)
        : abandon(machine, attempt, 'no answer', moment);
    }
  }
}
