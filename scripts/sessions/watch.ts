// `sessions watch [ID]`.
import { setTimeout as delay } from 'node:timers/promises';
import { epochMs, type EpochMs } from '../../lambdas/protocol/units.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { Watch } from './command-line.ts';
import { sentenceOf } from './errors.ts';
import type { Place } from './place.ts';
import { everySession } from './reading.ts';
import { statusAt } from './session-facts.ts';
import { findSession } from './show.ts';
import { styled, type Cell } from './table.ts';
import type { Terminal } from './terminal.ts';
import { Watcher, type Happening } from './watcher.ts';
import { changeCell, statusCell, timeOfDay } from './words.ts';

const EVERY_MS = 1_000;

/** Until Ctrl-C; or until the one session that is watched has made room for a newer one of its speaker. */
export async function watch(place: Place, { json, sessionId }: Watch, io: Terminal): Promise<void> {
  const read = async (): Promise<readonly SpeakerItem[] | undefined> => {
    if (sessionId === undefined) return everySession(place, () => undefined);
    const item = await place.sessions.findSession(sessionId);
    return item && [item];
  };
  const say = (at: EpochMs, item: SessionNamed, what: Cell, facts: object) =>
    io.say(json ? JSON.stringify(facts) : lineOf(at, item, what));
  const tell = (happening: Happening, now: EpochMs) => {
    const at = happening.at ?? now;
    say(at, happening, changeCell(happening.change), { ...happening, at });
  };

  const watcher = new Watcher();
  const first = sessionId === undefined ? ((await read()) ?? []) : [await findSession(place, sessionId, io)];
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
    await delay(EVERY_MS);
    const next = await read().catch((error: unknown) => {
      // Whoever watches wants to see it through: the next look may succeed.
      io.remark(sentenceOf(error));
      return items;
    });
    if (next === undefined) {
      io.remark(`${sessionId ?? ''} is over: its speaker has a newer session.`);
      return;
    }
    items = next;
    for (const happening of watcher.look(items, epochMs(Date.now()))) tell(happening, epochMs(Date.now()));
  }
}

type SessionNamed = Pick<Happening, 'sessionId' | 'speakerId' | 'epoch'>;

const isOnTheAir = (item: SpeakerItem, now: EpochMs): boolean =>
  ['live', 'interrupted'].includes(statusAt(item, now));

function lineOf(at: EpochMs, { epoch, sessionId, speakerId }: SessionNamed, what: Cell): string {
  const quiet = styled({ text: `${speakerId}, epoch ${epoch}`, style: 'dim' });
  return `${timeOfDay(at)}  ${sessionId}  ${styled(what)}  ${quiet}`;
}
