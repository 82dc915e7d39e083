// `sessions end ID`.
import type { Delivery } from '../../lambdas/connections/connections.ts';
import { epochMs } from '../../lambdas/protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { itemToAnswerFrom } from '../../lambdas/store/settle.ts';
import type { End } from './command-line.ts';
import { CommandError, sentenceOf } from './errors.ts';
import type { Place } from './place.ts';
import { patiently } from './progress.ts';
import { findSession } from './show.ts';
import type { Terminal } from './terminal.ts';
import { enders } from './words.ts';

type EndPlace = Pick<Place, 'name' | 'sessions' | 'history' | 'distribution'> & {
  readonly connections: Pick<Place['connections'], 'push' | 'close'>;
};

/**
 * Can be run again until all of it is done: a session that an operator ended is told again while nobody knows that its
 * connection closed, and takes a further reason.
 */
export async function end(place: EndPlace, { json, reason, sessionId }: End, io: Terminal): Promise<void> {
  const seen = await findSession(place, sessionId, io);
  const outcome = await patiently(io, `Ending ${sessionId}`, () => place.sessions.endSession(seen));
  const tell = (result: object, sentence: string) =>
    io.say(json ? JSON.stringify({ sessionId, ...result }, undefined, 2) : sentence);

  if (outcome.kind === 'refuse')
    throw new CommandError(
      `${sessionId} passed to another connection in this very moment: run the command again.`,
    );
  const item = itemToAnswerFrom(outcome);
  const endReason = item.endReason ?? 'requested';
  // Seen on the air, found ended by an operator: the write came through, its answer did not.
  const wasEnded = seen.status === 'ended' && outcome.kind === 'ignore';
  if (endReason !== 'operator' || (wasEnded && !isOpen(item))) {
    if (endReason === 'operator') await tellListeners(place, item, io);
    tell(
      { result: 'alreadyEnded', reason: endReason },
      `${sessionId} was ended before, by ${enders[endReason]}.`,
    );
  } else {
    const [told, closed] = isOpen(item) ? await tellOwner(place, item, io) : [notConnected, notConnected];
    const listeners = await tellListeners(place, item, io);
    tell(
      { result: 'ended', told: told.kind, closed: closed.kind, ...listeners },
      `${sessionId} is ended: ${sentenceOfDeliveries(told, closed)}.${sentenceOfListeners(listeners)} Its speaker may start a new session.`,
    );
    for (const [what, delivery] of [
      ['telling its page', told],
      ['closing its connection', closed],
    ] as const)
      if (delivery.kind === 'failed') io.remark(`${sessionId}: ${what} failed (${delivery.error}).`);
  }
  if (reason !== undefined && endReason === 'operator') await keepReason(place, item, reason, io);
}

interface NotConnected {
  readonly kind: 'notConnected';
}
const notConnected: NotConnected = { kind: 'notConnected' };

/** Whether nobody knows yet that the owner's connection closed. */
const isOpen = ({ connections, owner }: SpeakerItem): boolean =>
  connections.some(({ connectionId, closed }) => connectionId === owner.connectionId && closed === undefined);

/** A connection is closed also where nobody knows whether the word arrived: its page then asks, and learns. */
function tellOwner({ connections }: EndPlace, { owner, sessionId }: SpeakerItem, io: Terminal) {
  const timestamp = epochMs(Date.now());
  return patiently(io, 'Telling its page', async (): Promise<readonly [Delivery, Delivery]> => {
    const told = await connections.push(owner.connectionId, {
      type: 'sessionEnded',
      timestamp,
      sessionId,
      reason: 'operator',
    });
    return [told, told.kind === 'gone' ? told : await connections.close(owner.connectionId)];
  });
}

/** Those who could not be told learn it when they ask. @returns how many were told; nothing where nobody knows */
async function tellListeners({ distribution }: EndPlace, { sessionId }: SpeakerItem, io: Terminal) {
  const timestamp = epochMs(Date.now());
  const message = { type: 'sessionEnded', timestamp, sessionId, reason: 'operator' } as const;
  try {
    const { listenerCount, gone, cut } = await patiently(io, 'Telling those who listen', () =>
      distribution.publish(sessionId, () => message),
    );
    if (cut > 0) io.remark(`${sessionId}: ${cut} of those who listen could not be told.`);
    return { listeners: listenerCount - gone - cut };
  } catch (error) {
    io.remark(`${sessionId}: telling those who listen failed. ${sentenceOf(error)}`);
    return {};
  }
}

function sentenceOfListeners({ listeners = 0 }: { readonly listeners?: number }): string {
  if (listeners === 0) return '';
  return listeners === 1 ? ' One who listens was told, too.' : ` ${listeners} who listen were told, too.`;
}

function sentenceOfDeliveries(told: Delivery | NotConnected, closed: Delivery | NotConnected): string {
  switch (told.kind) {
    case 'notConnected':
      return 'its page was not connected, and learns it when it comes back';
    case 'gone':
      return 'its connection was gone before it could be told';
    case 'delivered':
      return `its page was told, ${closingWords[closed.kind]}`;
    case 'failed':
      return `nobody knows whether its page was told, ${closingWords[closed.kind]}`;
  }
}

const closingWords: Readonly<Record<(Delivery | NotConnected)['kind'], string>> = {
  delivered: 'and the connection is closed',
  gone: 'and its connection was gone before it could be closed',
  failed: 'but the connection could not be closed: its page learns the end from its next command',
  notConnected: 'and it was not connected',
};

/** @throws CommandError: the session is ended all the same, which was said before */
async function keepReason({ history }: EndPlace, { sessionId }: SpeakerItem, reason: string, io: Terminal) {
  const note = { sessionId, at: epochMs(Date.now()), reason };
  try {
    await patiently(io, 'Keeping the reason', () => history.keepNote(note));
  } catch (error) {
    throw new CommandError(
      `The session is ended, but the reason was not kept; the same command keeps it. ${sentenceOf(error)}`,
      { cause: error },
    );
  }
}
