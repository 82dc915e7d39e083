/** What may arrive on a socket whose greeting is unanswered. It is the newest, so its answer decides. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { abandon } from './attempt.ts';
import { postponed } from './delivery.ts';
import { askPerson, failureOf, isOutdated, overOutcome, sessionOver, stop } from './endings.ts';
import { goLive } from './live.ts';
import type { Machine, Moment, Step } from './machine.ts';
import { giveUpAt, type Opener } from './opener.ts';
import type { Greeting, Outcome } from './states.ts';

export function receiveWhileGreeting(
  machine: Machine,
  greeting: Greeting,
  opener: Opener,
  message: ServerMessage,
  moment: Moment,
): Step {
  const answers = message.type !== 'connectionSuperseded' && message.requestId === opener.delivery.requestId;
  switch (message.type) {
    case 'sessionCreated':
    case 'sessionResumed':
      return answers
        ? goLive(machine, greeting, message, opener.delivery.sentAt ?? greeting.openedAt, moment)
        : [machine, []];
    case 'sessionEnded': {
      const { reason, sessionId } = message;
      return answers || sessionId === machine.held?.sessionId
        ? sessionOver(machine, { phase: 'ended', reason, sessionId }, false, moment.now)
        : [machine, []];
    }
    case 'connectionSuperseded': {
      const { sessionId, epoch } = message;
      return [{ ...machine, supersededBy: { sessionId, epoch } }, []];
    }
    case 'error':
      return answers || (message.requestId === undefined && message.retry === 'withNewToken')
        ? refused(machine, greeting, opener, message, moment)
        : [machine, []];
    case 'sessionUpdated':
    case 'heartbeatAck':
      return [machine, []];
  }
}

function refused(
  machine: Machine,
  greeting: Greeting,
  opener: Opener,
  error: ServerMessage<'error'>,
  moment: Moment,
): Step {
  const { held } = machine;
  const { now } = moment;
  const { sessionId, epoch, status = 'live' } = error;
  if (sessionId !== undefined && epoch !== undefined) {
    // It names no newer owner than this client itself: old news. The greeting stays unanswered.
    if (error.code === 'SESSION_SUPERSEDED' && sessionId === held?.sessionId && epoch <= held.epoch)
      return [machine, []];
    if (error.code === 'SESSION_SUPERSEDED' || error.code === 'SESSION_ACTIVE')
      return askPerson(machine, { sessionId, epoch, status }, greeting, now);
  }
  switch (error.retry) {
    case 'withNewToken':
      return abandon(machine, greeting, error.code, moment);
    case 'afterBackoff': {
      const delivery = postponed(opener.delivery, error.retryAfterMs, now, moment.random);
      return delivery.dueAt >= giveUpAt(opener)
        ? stopFor(machine, error, now)
        : [{ ...machine, opener: { ...opener, delivery } }, []];
    }
    case 'afterCreate': {
      const quietly = opener.onPageLoad && held?.told === undefined;
      return sessionOver(machine, overOutcome(error, held?.sessionId), quietly, now);
    }
    case 'never':
      // The connection in use may have a while to go yet.
      if (machine.connection.name === 'live') {
        const { message } = error;
        return abandon({ ...machine, notice: { kind: 'outdated', message } }, greeting, error.code, moment);
      }
      return stopFor(machine, error, now);
  }
}

function stopFor(machine: Machine, error: ServerMessage<'error'>, now: number): Step {
  const outcome: Outcome = isOutdated(error)
    ? { phase: 'outdated', message: error.message }
    : { phase: 'failed', failure: failureOf(error) };
  return stop({ ...machine, opener: undefined }, outcome, now);
}
