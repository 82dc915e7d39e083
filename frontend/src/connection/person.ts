/** What a person asks for. What the present state does not allow does nothing. */
import { beginAttempt } from './attempt.ts';
import { newCommand } from './command.ts';
import { leaveFor, wantNothing } from './endings.ts';
import type { PersonEvent } from './events.ts';
import { captured } from './frames.ts';
import { greet } from './greeting.ts';
import type { Turn } from './machine.ts';
import { asksForHeld, giveUpAt, type Opener, resume } from './opener.ts';
import { abilities } from './states.ts';

export function onPerson(turn: Turn, event: PersonEvent): void {
  const { commands, connection, held } = turn;
  const may = abilities[connection.name];
  const mayCommand =
    may.command && held !== undefined && commands.end === undefined && asksForHeld(turn.opener);
  switch (event.kind) {
    case 'open':
      open(turn);
      return;
    case 'start': {
      const { qualityTier, sourceLanguage } = event.wish;
      if (may.start)
        sayFirst(turn, newCommand({ action: 'createSession', sourceLanguage, qualityTier }, turn));
      return;
    }
    case 'takeOver':
    case 'endElsewhere': {
      if (connection.name !== 'asking') return;
      const { epoch, sessionId } = connection.elsewhere;
      const pair = { sessionId, epoch };
      const message =
        event.kind === 'takeOver'
          ? ({ action: 'resumeSession', ...pair, takeover: true } as const)
          : ({ action: 'endSession', ...pair } as const);
      sayFirst(turn, newCommand(message, turn));
      return;
    }
    case 'update':
      if (mayCommand && held.told)
        turn.commands = { ...commands, wishes: { ...commands.wishes, ...event.wishes } };
      return;
    case 'capture': {
      const { muted = true, paused = true } = { ...held?.told?.settings, ...commands.wishes };
      // To be muted is not to be unseen.
      if (mayCommand && !paused && !(muted && event.frame.kind === 'audio'))
        turn.held = { ...held, frames: captured(held.frames, event.frame, turn.now) };
      return;
    }
    case 'end':
      if (mayCommand) turn.commands = { ...commands, end: newCommand({ action: 'endSession' }, turn) };
      return;
    case 'newSession':
      if (!may.leave) return;
      wantNothing(turn);
      turn.held = undefined;
      leaveFor(turn, { name: 'idle' }, 'start page');
      return;
    case 'dismissNotice':
      turn.notice = undefined;
      return;
    // What this tab had is kept, for `open`; a command that nobody waits for any more is not.
    case 'close':
      wantNothing(turn);
      leaveFor(turn, { name: 'idle' }, 'closed by the page');
  }
}

function open(turn: Turn): void {
  const { connection, held, now, opener } = turn;
  if (connection.name === 'waiting') beginAttempt(turn, connection.tries);
  // Where the session is over, that is for a person to read first.
  const over =
    connection.name === 'closed' &&
    (connection.outcome.phase === 'ended' || connection.outcome.phase === 'expired');
  if (over || (connection.name !== 'closed' && connection.name !== 'idle')) return;
  if (opener === undefined || now >= giveUpAt(opener)) {
    if (opener !== undefined) turn.notice = { kind: 'createGivenUp' };
    turn.opener = { ...resume(held?.sessionId, turn), onPageLoad: true };
  }
  beginAttempt(turn, 0);
}

/** A new first word: on the socket that is open already, or else on a new one. */
function sayFirst(turn: Turn, opener: Opener): void {
  const { connection } = turn;
  turn.opener = opener;
  turn.notice = undefined;
  if (connection.name === 'asking' && connection.kept !== undefined) greet(turn, connection.kept, 0);
  else beginAttempt(turn, 0);
}
