// `sessions end ID`.
import { epochMs } from '../../lambdas/protocol/units.ts';
import type { Delivery } from '../../lambdas/connections/connections.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { End } from './command-line.ts';
import { CommandError } from './errors.ts';
import type { Place } from './place.ts';
import { findSession } from './show.ts';
import type { Terminal } from './terminal.ts';
import { enders } from './words.ts';

export async function end(place: Place, { json, reason, sessionId }: End, io: Terminal): Promise<void> {
  const seen = await findSession(place, sessionId);
  const now = epochMs(Date.now());
  const outcome = await place.sessions.endSession(seen, now);
  const tell = (result: object, sentence: string) =>
    io.say(json ? JSON.stringify({ sessionId, ...result }, undefined, 2) : sentence);

  if (outcome.kind === 'refuse' && outcome.refusal.code !== 'SESSION_EXPIRED')
    throw new CommandError(
      `${sessionId} passed to another connection in this very moment: run the command again.`,
    );
  if (outcome.kind === 'refuse') {
    tell({ result: 'expired' }, `${sessionId} has expired already: there is nothing to end.`);
  } else if (
    outcome.kind === 'ignore' &&
    (seen.status === 'ended' || outcome.item.endReason !== 'operator')
  ) {
    const reason = outcome.item.endReason ?? 'requested';
    tell({ result: 'alreadyEnded', reason }, `${sessionId} was ended before, by ${enders[reason]}.`);
  } else {
    // Found ended by an operator, but seen on the air just before: the write came through, its answer did not.
    const before = outcome.kind === 'commit' ? (outcome.before ?? seen) : seen;
    const told = before.status === 'live' ? await tellOwner(place, before) : 'notConnected';
    if (reason !== undefined) await place.history.keepNote({ sessionId, at: now, reason });
    tell(
      { result: 'ended', told },
      `${sessionId} is ended: ${toldWords[told]}. Its speaker may start a new session.`,
    );
  }
}

/** A connection is closed also where nobody knows whether the word arrived: its page then asks, and learns. */
async function tellOwner({ connections }: Place, { owner, sessionId }: SpeakerItem) {
  const timestamp = epochMs(Date.now());
  const said = await connections.push(owner.connectionId, {
    type: 'sessionEnded',
    timestamp,
    sessionId,
    reason: 'operator',
  });
  if (said.kind !== 'gone') await connections.close(owner.connectionId);
  return said.kind;
}

const toldWords: Readonly<Record<Delivery['kind'] | 'notConnected', string>> = {
  delivered: 'its page was told, and the connection is closed',
  gone: 'its connection was gone before it could be told',
  failed: 'its page could not be told, and learns it from its next command',
  notConnected: 'its page was not connected, and learns it when it comes back',
};
