/** The command that a socket opens with: the only one until the server has answered it. */
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import { CREATE_GIVE_UP_MS } from '#protocol/limits.ts';
import { type Command, newCommand } from './command.ts';

type Said<A extends 'createSession' | 'resumeSession' | 'endSession'> = Omit<
  ClientMessageInput<A>,
  'requestId' | 'clientId' | 'connectionNumber'
>;

/**
 * An `endSession` here ends a session that is elsewhere: it is allowed from any connection of the speaker that knows
 * its epoch. A takeover is a `resumeSession` with `takeover` and the pair that the person saw.
 */
export type Opener = Command<Said<'createSession'> | Said<'resumeSession'> | Said<'endSession'>> & {
  /** Left over from before a reload, or made by one: that its session is gone is then no news. */
  readonly onPageLoad?: boolean;
};

export const resume = (
  sessionId: string | undefined,
  moment: { readonly requestId: string; readonly now: number },
): Opener => newCommand({ action: 'resumeSession', sessionId }, moment);

/** A plain resume decides nothing for a person: it can be made anew at any time. */
export const isPlainResume = ({ message }: Opener): boolean =>
  message.action === 'resumeSession' && !message.takeover;

/** Whether the session that is held is the one that is asked for: then its settings and its end may wait for it. */
export const asksForHeld = (opener: Opener | undefined): boolean =>
  !opener || opener.message.action === 'resumeSession';

/** When an unanswered create is given up; never before it was sent at all. */
export const giveUpAt = (opener: Opener | undefined): number =>
  opener?.message.action === 'createSession'
    ? (opener.firstSentAt ?? Infinity) + CREATE_GIVE_UP_MS
    : Infinity;
