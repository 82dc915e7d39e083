/** The command that a socket opens with: the only one until the server has answered it. */
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import type { QualityTier } from '#protocol/fields.ts';
import { limits } from '#protocol/limits.ts';
import type { Delivery } from './delivery.ts';

export type Opener = CreateOpener | ResumeOpener | TakeoverOpener | EndOpener;

interface AnyOpener {
  readonly delivery: Delivery;
  /** Left over from before a reload, or made by one: that its session is gone is then no news. */
  readonly onPageLoad: boolean;
}

export interface CreateOpener extends AnyOpener {
  readonly kind: 'create';
  readonly sourceLanguage: string;
  readonly qualityTier: QualityTier;
  readonly firstSentAt: number | undefined;
}

export interface ResumeOpener extends AnyOpener {
  readonly kind: 'resume';
  /** Absent: whichever the speaker has. */
  readonly sessionId: string | undefined;
}

export interface TakeoverOpener extends AnyOpener {
  readonly kind: 'takeover';
  /** The pair that the person saw. */
  readonly sessionId: string;
  readonly epoch: number;
}

/** Ends a session that is elsewhere: allowed from any connection of the speaker that knows its epoch. */
export interface EndOpener extends AnyOpener {
  readonly kind: 'end';
  readonly sessionId: string;
  readonly epoch: number;
}

export function messageOf(
  opener: Opener,
  clientId: string,
  connectionNumber: number,
): ClientMessageInput<'createSession' | 'resumeSession' | 'endSession'> {
  const { requestId } = opener.delivery;
  const from = { requestId, clientId, connectionNumber };
  switch (opener.kind) {
    case 'create': {
      const { sourceLanguage, qualityTier } = opener;
      return { action: 'createSession', ...from, sourceLanguage, qualityTier };
    }
    case 'resume': {
      const { sessionId } = opener;
      return { action: 'resumeSession', ...from, ...(sessionId !== undefined && { sessionId }) };
    }
    case 'takeover': {
      const { sessionId, epoch } = opener;
      return { action: 'resumeSession', ...from, sessionId, epoch, takeover: true };
    }
    case 'end': {
      const { sessionId, epoch } = opener;
      return { action: 'endSession', requestId, sessionId, epoch };
    }
  }
}

/** When an unanswered create is given up; never before it was sent at all. */
export const giveUpAt = (opener: Opener | undefined): number =>
  opener?.kind === 'create' && opener.firstSentAt !== undefined
    ? opener.firstSentAt + limits.createGiveUpMs
    : Infinity;
