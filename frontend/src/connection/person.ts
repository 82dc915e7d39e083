/** What a person asks for. What the present state does not allow does nothing. */
import { beginAttempt } from './attempt.ts';
import { newCommand } from './command.ts';
import { gaveUpCreate, sessionOver, stop, wantNothing } from './endings.ts';
import type { Wish, Wishes } from './events.ts';
import type { Machine, Turn } from './machine.ts';
import { asksForHeld, type Opener, resume } from './opener.ts';
import type { Possible } from './view.ts';

export function possibleIn({ attempt, commands, held, live, opener, outcome, told }: Machine): Possible {
  const start = !live && !attempt;
  const end = !start && held !== undefined && !commands.end && asksForHeld(opener);
  return {
    start,
    update: end && told !== undefined,
    end,
    decide: start && outcome.phase === 'elsewhere',
    newSession: start && outcome.phase !== 'off',
  };
}

type Rules = { readonly [K in keyof Wishes]: (turn: Turn, wish: Wishes[K]) => void };

export const rules: Rules = {
  open(turn) {
    const { attempt, held, live, outcome } = turn;
    if (attempt?.name === 'waiting' && !live) beginAttempt(turn, attempt.tries);
    // Where the session is over or elsewhere, that is for a person to read first.
    if (live || attempt || ['ended', 'expired', 'elsewhere'].includes(outcome.phase)) return;
    gaveUpCreate(turn);
    turn.opener ??= { ...resume(held?.sessionId, turn), onPageLoad: true };
    beginAttempt(turn);
  },
  start: (turn, { qualityTier, sourceLanguage }) =>
    sayFirst(turn, newCommand({ action: 'createSession', sourceLanguage, qualityTier }, turn)),
  takeOver: (turn) => decide(turn, { action: 'resumeSession', takeover: true }),
  endElsewhere: (turn) => decide(turn, { action: 'endSession' }),
  update(turn, wishes) {
    const { commands } = turn;
    turn.commands = { ...commands, wishes: { ...commands.wishes, ...wishes } };
  },
  end(turn) {
    turn.commands = { ...turn.commands, end: newCommand({ action: 'endSession' }, turn) };
  },
  newSession: (turn) => sessionOver(turn, { phase: 'off' }),
  dismissNotice(turn) {
    turn.notice = undefined;
  },
  // What this tab had is kept, for `open`; a command that nobody waits for any more is not.
  close(turn) {
    wantNothing(turn);
    stop(turn, { phase: 'off' });
  },
};

export function obey<K extends keyof Wishes>(turn: Turn, { kind, wish }: Wish<K>): void {
  const { decide, ...possible } = possibleIn(turn);
  const may: Partial<Record<keyof Wishes, boolean>> = { ...possible, takeOver: decide, endElsewhere: decide };
  if (may[kind] ?? true) rules[kind](turn, wish);
}

/** What is to become of the session that is elsewhere. */
function decide(
  turn: Turn,
  message: { readonly action: 'resumeSession'; takeover: true } | { readonly action: 'endSession' },
): void {
  const { outcome } = turn;
  if (outcome.phase !== 'elsewhere') return;
  const { epoch, sessionId } = outcome.elsewhere;
  sayFirst(turn, newCommand({ ...message, sessionId, epoch }, turn));
}

/** A new first word: on the socket that is open already, or else on a new one. */
function sayFirst(turn: Turn, opener: Opener): void {
  const { aside } = turn;
  turn.opener = opener;
  turn.notice = turn.aside = undefined;
  if (aside) turn.attempt = { ...aside, name: 'greeting', tries: 0 };
  else beginAttempt(turn);
}
