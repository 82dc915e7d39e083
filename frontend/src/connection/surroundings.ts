/** Network, page and clock: reasons to try at once, to stop trying, or to ask the server whether we are still there. */
import { attemptDue, withAttempt } from './attempt.ts';
import { promptDelayMs } from './backoff.ts';
import { leaveFor } from './endings.ts';
import type { SurroundingsEvent } from './events.ts';
import { moveDue } from './live.ts';
import type { Machine, Moment, Step } from './machine.ts';
import { and } from './machine.ts';
import { giveUpAt } from './opener.ts';
import { attemptOf } from './states.ts';

/** Coming back to a page that has heard from the server so lately needs no probe. */
const freshMs = 30_000;

export function onSurroundings(machine: Machine, event: SurroundingsEvent, moment: Moment): Step {
  const { now } = moment;
  switch (event.kind) {
    case 'woke':
      if (now >= giveUpAt(machine.opener)) return giveUpCreate(machine, now);
      return and(attemptDue(machine, moment), (after) => moveDue(after, now));
    case 'cameOnline':
      return [promptly({ ...machine, reachable: true }, moment, 0), []];
    case 'wentOffline':
      return [promptly(doubting({ ...machine, reachable: false }), moment, 0), []];
    case 'slept':
      return [promptly(doubting(machine), moment, 0), []];
    case 'becameVisible':
      return [promptly(machine, moment, freshMs), []];
    case 'pageFrozen':
      return freeze({ ...machine, reachable: false }, now);
  }
}

/** Not on the air until the server is heard again. */
const doubting = (machine: Machine): Machine =>
  machine.connection.name === 'live'
    ? { ...machine, connection: { ...machine.connection, suspect: true } }
    : machine;

/** Probes a live connection that was not heard for `silenceMs`, and brings a waiting attempt forward. */
function promptly(machine: Machine, { now, random }: Moment, silenceMs: number): Machine {
  const soon = now + promptDelayMs(random);
  const attempt = attemptOf(machine.connection);
  const next =
    attempt?.name === 'waiting'
      ? withAttempt(machine, { ...attempt, tries: 0, retryAt: Math.max(attempt.notBefore, soon) })
      : machine;
  const live = next.connection;
  return live.name === 'live' && now - live.heardAt >= silenceMs
    ? { ...next, connection: { ...live, heartbeatAt: Math.min(live.heartbeatAt, soon) } }
    : next;
}

/** Browsers keep no page with open sockets in the back-forward cache: they are closed, to come back soon. */
function freeze(machine: Machine, now: number): Step {
  const { connection } = machine;
  const why = 'the page was put away';
  if (connection.name === 'asking') return leaveFor(machine, { ...connection, kept: undefined }, why, now);
  if (connection.name === 'idle' || connection.name === 'closed') return [machine, []];
  return leaveFor(machine, { name: 'waiting', tries: 0, retryAt: now, notBefore: now }, why, now);
}

const giveUpCreate = (machine: Machine, now: number): Step =>
  leaveFor(
    { ...machine, opener: undefined, notice: { kind: 'createGivenUp' } },
    { name: 'idle' },
    'gave the create up',
    now,
  );
