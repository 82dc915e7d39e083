// `sessions watch [ID]`.
import { setTimeout as delay } from 'node:timers/promises';
import { epochMs, type EpochMs } from '../../lambdas/protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { Watch } from './command-line.ts';
import { isFinal, sentenceOf } from './errors.ts';
import type { Place } from './place.ts';
import { patiently } from './progress.ts';
import { everySession, remarkOn } from './reading.ts';
import { Remarks } from './remarks.ts';
import { statusAt } from './session-facts.ts';
import { findSession } from './show.ts';
import { styled, type Cell } from './table.ts';
import type { Terminal } from './terminal.ts';
import { Watcher, type Happening } from './watcher.ts';
import { changeCell, statusCell, timeOfDay } from './words.ts';

const EVERY_MS = 1_000;

/**
 * Until Ctrl-C; or until the one session that is watched has made room for a newer one of its speaker.
 * @param pause what lies between two looks
 * @throws what no further look can mend: credentials, rights, a table that is gone
 */
export async function watch(
  place: WatchPlace,
  { json, sessionId }: Watch,
  io: Terminal,
  pause: () => Promise<unknown> = () => delay(EVERY_MS),
): Promise<void> {
  const remarks = new Remarks(io);
  const readAll = async () => {
    const sessions = await everySession(place, () => undefined);
    remarks.on('items', remarkOn(sessions));
    return sessions.items;
  };
  const say = (at: EpochMs, item: SessionNamed, what: Cell, facts: object) =>
    io.say(json ? JSON.stringify(facts) : lineOf(at, item, what));
  const tell = (happening: Happening, now: EpochMs) => {
    const at = happening.at ?? now;
    say(at, happening, changeCell(happening.change), { ...happening, at });
  };

  const watcher = new Watcher();
  const first =
    sessionId === undefined
      ? await patiently(io, `Reading the table of ${place.name}`, readAll)
      : [await findSession(place, sessionId, io)];
  const start = epochMs(Date.now());
  watcher.meet(first, start);
  for (const item of first.filter((one) => sessionId !== undefined || isOnTheAir(one, start))) {
    const status = statusAt(item, start);
    const { epoch, speakerId } = item;
    const facts = {
      sessionId: item.sessionId,
      epoch,
      at: start,
      change: { kind: 'seen', status },
      speakerId,
    };
    say(start, item, statusCell(status), facts);
  }

  for (let items: typeof first = first; ;) {
    const now = epochMs(Date.now());
    const onTheAir = items.filter((item) => isOnTheAir(item, now)).length;
    io.status(`${timeOfDay(now)}  ${onTheAir} on the air. Ctrl-C ends this.`);
    await pause();
    let next: typeof first;
    try {
      next = sessionId === undefined ? await readAll() : await followed(place, items);
    } catch (error) {
      if (isFinal(error)) throw error;
      // Whoever watches wants to see it through: the next look may succeed.
      remarks.on('look', sentenceOf(error));
      continue;
    }
    remarks.on('look', undefined, 'The table answers again.');
    const [one] = next;
    if (sessionId !== undefined && one?.sessionId !== sessionId) {
      io.remark(
        one === undefined
          ? `${sessionId} is over: nothing is stored of its speaker any more.`
          : `${sessionId} is over: its speaker has a newer session, ${one.sessionId}.`,
      );
      return;
    }
    items = next;
    for (const happening of watcher.look(items, epochMs(Date.now()))) tell(happening, epochMs(Date.now()));
  }
}

type WatchPlace = Pick<Place, 'name' | 'database' | 'tableName' | 'sessions'>;

/** By its speaker: a newer session has the same item, and one that is gone has none. */
async function followed({ sessions }: WatchPlace, [seen]: readonly SpeakerItem[]) {
  const item = seen && (await sessions.findSpeaker(seen.speakerId));
  return item === undefined ? [] : [item];
}

type SessionNamed = Pick<Happening, 'sessionId' | 'speakerId' | 'epoch'>;

const isOnTheAir = (item: SpeakerItem, now: EpochMs): boolean =>
  ['live', 'interrupted'].includes(statusAt(item, now));

function lineOf(at: EpochMs, { epoch, sessionId, speakerId }: SessionNamed, what: Cell): string {
  const quiet = styled({ text: `${speakerId}, epoch ${epoch}`, style: 'dim' });
  return `${timeOfDay(at)}  ${styled(sessionId)}  ${styled(what)}  ${quiet}`;
}
