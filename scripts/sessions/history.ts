// `sessions history ID`.
import { epochMs, type EpochMs } from '../../lambdas/protocol/units.ts';
import { connectionsOfSession } from '../../lambdas/session/ownership.ts';
import type { ConnectionFact } from '../../lambdas/session/speaker-item.ts';
import type { HistoryEntry, OperatorNote } from '../../lambdas/store/history-store.ts';
import type { History } from './command-line.ts';
import { connectionTable } from './connection-table.ts';
import { CommandError } from './errors.ts';
import type { Place } from './place.ts';
import { patiently } from './progress.ts';
import { historyOf } from './reading.ts';
import { runningEpoch } from './session-facts.ts';
import { statusLine } from './show.ts';
import { table, type Cell } from './table.ts';
import type { Terminal } from './terminal.ts';
import { changeCell, instant } from './words.ts';

export async function history(place: Place, { json, sessionId }: History, io: Terminal): Promise<void> {
  const [{ entries, notes }, item] = await patiently(
    io,
    `Reading the history of ${sessionId} in ${place.name}`,
    () => Promise.all([historyOf(place, sessionId), place.sessions.findSession(sessionId)]),
  );
  const fromEntries = entries.length > 0;
  if (!fromEntries && item === undefined)
    throw new CommandError(
      place.keepsHistory
        ? `Nothing is known of a session ${sessionId}: it never was, or its history is over.`
        : `Nothing is known of a session ${sessionId}, and this stack keeps no history: npm start -- --engine dynoxide does.`,
    );
  const connections = fromEntries ? connectionsIn(entries) : item ? connectionsOfSession(item) : [];
  const now = epochMs(Date.now());
  if (json) {
    const source = fromEntries ? 'history' : 'item';
    io.say(JSON.stringify({ sessionId, source, connections, changes: entries, notes }, undefined, 2));
    return;
  }
  io.say(`${sessionId}${item === undefined ? '' : `: ${statusLine(item, now)}`}\n`);
  io.say(connectionTable(connections, now, runningEpoch(item, now)));
  const lines = told(entries, notes);
  if (lines.length > 0) io.say(`\n${table(['WHEN', 'EPOCH', 'WHAT'], lines)}`);
  if (!fromEntries)
    io.remark(
      place.keepsHistory
        ? '\nThe history has not caught up yet; these are the connections that the session remembers. Ask again in a few seconds.'
        : '\nThis stack keeps no history, since dynalite has no streams: these are the last connections (at most four) that the session remembers. npm start -- --engine dynoxide keeps one.',
    );
}

/** Newest first, as an item has them. */
function connectionsIn(entries: readonly HistoryEntry[]): readonly ConnectionFact[] {
  const closings = new Map<string, ConnectionFact['closed']>();
  for (const { change } of entries)
    if (change.kind === 'closed') {
      const { at, by, code } = change;
      closings.set(change.connectionId, { at, code, by });
    }
  return entries
    .flatMap(({ change, epoch }): ConnectionFact[] => {
      if (change.kind !== 'created' && change.kind !== 'resumed' && change.kind !== 'takenOver') return [];
      const { connectionId, openedAt } = change;
      const closed = closings.get(connectionId);
      return [{ connectionId, epoch, openedAt, ...(closed === undefined ? {} : { closed }) }];
    })
    .reverse();
}

/** The changes in their order, which is the writes'; a note goes behind what was there when it was made. */
function told(entries: readonly HistoryEntry[], notes: readonly OperatorNote[]): readonly Cell[][] {
  const lines = entries.map(({ at, change, epoch }) => lineOf(at, String(epoch), changeCell(change)));
  for (const { at, reason } of notes.toReversed()) {
    const behind = entries.findLastIndex((entry) => entry.at <= at);
    lines.splice(behind + 1, 0, lineOf(at, '', { text: `operator: ${reason}`, style: 'red' }));
  }
  return lines;
}

const lineOf = (at: EpochMs, epoch: string, what: Cell): Cell[] => [instant(at), epoch, what];
