/** What a person asks for. What the present state does not allow does nothing. */
import { beginAttempt, greet } from './attempt.ts';
import { noCommands, withWishes } from './commands.ts';
import { newDelivery } from './delivery.ts';
import { leaveFor } from './endings.ts';
import type { PersonEvent } from './events.ts';
import type { Machine, Moment, Step } from './machine.ts';
import { giveUpAt, type Opener } from './opener.ts';
import { abilities, reopens } from './states.ts';

export function onPerson(machine: Machine, event: PersonEvent, moment: Moment): Step {
  const { connection, commands, held } = machine;
  const may = abilities[connection.name];
  const { now, requestId } = moment;
  const fresh = { delivery: newDelivery(requestId, now), onPageLoad: false };
  switch (event.kind) {
    case 'pageOpened':
      return openPage(machine, moment);
    case 'startPressed': {
      if (!may.start) return [machine, []];
      const { sourceLanguage, qualityTier } = event;
      const opener = {
        kind: 'create',
        ...fresh,
        sourceLanguage,
        qualityTier,
        firstSentAt: undefined,
      } as const;
      return sayFirst(machine, opener, moment);
    }
    case 'takeoverPressed':
    case 'endElsewherePressed': {
      if (connection.name !== 'asking') return [machine, []];
      const { sessionId, epoch } = connection.elsewhere;
      const kind = event.kind === 'takeoverPressed' ? 'takeover' : 'end';
      return sayFirst(machine, { kind, ...fresh, sessionId, epoch }, moment);
    }
    case 'settingsChanged':
      return may.command && held?.told !== undefined && commands.end === undefined
        ? [{ ...machine, commands: withWishes(commands, event.wishes) }, []]
        : [machine, []];
    case 'endPressed':
      return may.command && held !== undefined && commands.end === undefined
        ? [{ ...machine, commands: { ...commands, end: fresh.delivery } }, []]
        : [machine, []];
    case 'newSessionPressed':
      return may.leave
        ? leaveFor({ ...machine, ...nothingWanted, held: undefined }, { name: 'idle' }, 'start page', now)
        : [machine, []];
    case 'noticeDismissed':
      return [{ ...machine, notice: undefined }, []];
    // What this tab had is kept, for `open`; a command that nobody waits for any more is not.
    case 'pageClosed':
      return leaveFor({ ...machine, ...nothingWanted }, { name: 'idle' }, 'closed by the page', now);
  }
}

const nothingWanted = {
  opener: undefined,
  commands: noCommands,
  supersededBy: undefined,
  notice: undefined,
} satisfies Partial<Machine>;

function openPage(machine: Machine, moment: Moment): Step {
  const { connection } = machine;
  const { now } = moment;
  if (connection.name === 'waiting')
    return now >= connection.notBefore ? beginAttempt(machine, connection.tries, now) : [machine, []];
  const reopen =
    connection.name === 'closed' ? reopens[connection.outcome.phase] : connection.name === 'idle';
  if (!reopen) return [machine, []];
  if (machine.opener !== undefined && now < giveUpAt(machine.opener)) return beginAttempt(machine, 0, now);
  const givenUp = machine.opener !== undefined;
  const opener: Opener = {
    kind: 'resume',
    sessionId: machine.held?.sessionId,
    delivery: newDelivery(moment.requestId, now),
    onPageLoad: true,
  };
  return beginAttempt(
    { ...machine, opener, notice: givenUp ? { kind: 'createGivenUp' } : machine.notice },
    0,
    now,
  );
}

/** A new first word: on the socket that is open already, or else on a new one. */
function sayFirst(machine: Machine, opener: Opener, moment: Moment): Step {
  const next: Machine = { ...machine, opener, notice: undefined };
  const { connection } = machine;
  return connection.name === 'asking' && connection.kept !== undefined
    ? greet(next, connection.kept, 0, moment)
    : beginAttempt(next, 0, moment.now);
}
