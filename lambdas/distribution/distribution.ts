/** The seam between a session and its audience: what is said to all of it, and by no matter what. */
import type { ServerMessage } from '../protocol/server-messages.ts';
import type { ConnectionId, SessionId } from '../protocol/units.ts';
import type { Roster, Told } from '../store/roster-store.ts';

/** What became of one message to an audience. */
export interface Published {
  /** How many the audience had; some may have been gone. */
  readonly listenerCount: number;
  /** Connections that were closed already. */
  readonly gone: number;
  /** Connections that did not take it in time: removed, and closed. */
  readonly cut: number;
  /** What the audience was told of itself last; absent where that was nothing. */
  readonly told?: Told;
}

export interface Distribution {
  /**
   * Resolves when the message was accepted for every listener who had joined before it was asked, or that listener is
   * one no longer.
   * @param roster the audience, where it was read just now
   * @param except who asked for it, and is told another way
   * @throws DatabaseUnavailable where it cannot be known who listens
   */
  publish(
    sessionId: SessionId,
    message: (listenerCount: number) => ServerMessage,
    to?: { readonly roster?: Roster; readonly except?: ConnectionId | undefined },
  ): Promise<Published>;
}
