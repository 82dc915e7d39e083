// `sessions list`.
import { epochMs } from '../../lambdas/protocol/units.ts';
import type { List } from './command-line.ts';
import type { Place } from './place.ts';
import { patiently } from './progress.ts';
import { everySession, remarkOn } from './reading.ts';
import { factsOf, statuses } from './session-facts.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';
import { span, statusCell } from './words.ts';

export async function list(
  place: Pick<Place, 'name' | 'database' | 'tableName'>,
  { json, statuses: wanted }: List,
  io: Terminal,
): Promise<void> {
  const reading = `Reading the table of ${place.name}`;
  const sessions = await patiently(io, reading, (say) =>
    everySession(place, (count) => say(`${reading}: ${count} sessions so far`)),
  );
  const remark = remarkOn(sessions);
  if (remark !== undefined) io.remark(remark);
  const now = epochMs(Date.now());
  const found = sessions.items
    .map((item) => factsOf(item, now))
    .filter(({ status }) => wanted.includes(status))
    .sort((a, b) => b.createdAt - a.createdAt);
  if (json) {
    io.say(JSON.stringify(found, undefined, 2));
    return;
  }
  if (found.length === 0) {
    io.say(`No session of ${place.name} is ${wanted.join(' or ')}.`);
    return;
  }
  const rows = found.map(({ createdAt, epoch, leaseUntil, sessionId, settings, speakerId, status }) => [
    sessionId,
    statusCell(status),
    speakerId,
    settings.sourceLanguage,
    span(now - createdAt),
    status === 'live' || status === 'interrupted' ? span(leaseUntil - now) : '',
    String(epoch),
  ]);
  io.say(table(['SESSION', 'STATUS', 'SPEAKER', 'LANGUAGE', 'AGE', 'LEASE LEFT', 'EPOCH'], rows));
  const counts = statuses
    .map((status) => [found.filter((session) => session.status === status).length, status] as const)
    .filter(([count]) => count > 0)
    .map(([count, status]) => `${count} ${status}`);
  io.say(`\n${counts.join(', ')}`);
}
