// `sessions show ID`.
import { epochMs, type EpochMs, type SessionId } from '../../lambdas/protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { Show } from './command-line.ts';
import { CommandError } from './errors.ts';
import { connectionTable } from './connection-table.ts';
import type { Place } from './place.ts';
import { printable } from './printable.ts';
import { patiently } from './progress.ts';
import { factsOf, runningEpoch, statusAt } from './session-facts.ts';
import { styled } from './table.ts';
import type { Terminal } from './terminal.ts';
import { enders, instant, settingsWords, span, statusCell, withoutWhatIsOff } from './words.ts';

export async function show(place: Place, { json, sessionId }: Show, io: Terminal): Promise<void> {
  const item = await findSession(place, sessionId, io);
  const now = epochMs(Date.now());
  if (json) {
    io.say(JSON.stringify(factsOf(item, now), undefined, 2));
    return;
  }
  const lines: [string, string][] = [
    ['Session', sessionId],
    ['Status', statusLine(item, now)],
    ['Speaker', printable(item.speakerId)],
    ['Settings', printable(settingsWords(withoutWhatIsOff(item.settings)))],
    ['Created', `${instant(item.createdAt)}, ${span(now - item.createdAt)} ago`],
    ['At most until', instant(item.expiresAt)],
    ['Owner', `client ${printable(item.owner.clientId)}, its connection ${item.owner.connectionNumber}`],
    ['Epoch', `${item.epoch}, change ${item.change}`],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  for (const [name, value] of lines) {
    const label = styled({ text: name, style: 'dim' });
    io.say(`${label}${' '.repeat(width - name.length)}  ${value}`);
  }
  io.say(`\n${connectionTable(factsOf(item, now).connections, now, runningEpoch(item, now))}`);
}

/** @throws CommandError where there is none (any more) */
export async function findSession(
  place: Pick<Place, 'name' | 'sessions'>,
  sessionId: SessionId,
  io: Terminal,
): Promise<SpeakerItem> {
  const item = await patiently(io, `Looking for ${sessionId} in ${place.name}`, () =>
    place.sessions.findSession(sessionId),
  );
  if (item !== undefined) return item;
  throw new CommandError(
    `There is no session ${sessionId} in ${place.name}, or its speaker has a newer one: list shows what is on the air, history ${sessionId} what was.`,
  );
}

export function statusLine(item: SpeakerItem, now: EpochMs): string {
  const status = statusAt(item, now);
  const word = styled(statusCell(status));
  switch (status) {
    case 'live':
    case 'interrupted':
      return `${word}, the lease runs for ${span(item.leaseUntil - now)}`;
    case 'ended':
      return `${word} by ${enders[item.endReason ?? 'requested']}`;
    case 'expired':
      return `${word}, the lease ran until ${instant(item.leaseUntil)}`;
  }
}
