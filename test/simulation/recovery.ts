/** Faults have stopped: within the lease everyone who wants to be is on the air again, with the same session. */
import type { View } from '../../frontend/src/connection/view.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { clientIdOf } from './claims.ts';
import type { ListenerPage } from './listener-page.ts';
import type { Page } from './page.ts';
import type { World } from './world.ts';

/** The slowest way back: a handshake that hangs, the longest backoff after it, an unanswered greeting, another backoff. */
const SLOWEST_WAY_BACK_MS = 120_000;
/** A dead socket is noticed at the next heartbeat; a create that nobody answers is given up. */
const LONGEST_MS = 15 * 60_000;
/** Longer than the way back of most, so that the audience hears the speaker again. */
const SPEAKS_ON_MS = 15_000;

/** What a start may end in, after two minutes of trying, by no fault of the client's. */
const gaveUpOn: readonly string[] = ['RATE_LIMITED', 'UNAVAILABLE'];

const wantsAir = ({ client }: Page): boolean =>
  ['onAir', 'connecting', 'reconnecting'].includes(client.view.status.phase);

export class Recovery {
  /** Undefined while there still are faults. */
  #beganAt: number | undefined;
  readonly #world: World;
  /** Sessions that had time enough, by speaker, and the pages that wanted them. */
  readonly #promised = new Map<string, { readonly item: SpeakerItem; readonly wanted: ReadonlySet<Page> }>();

  constructor(world: World) {
    this.#world = world;
  }

  begin(): void {
    const { judge, now, people } = this.#world;
    this.#beganAt = now;
    for (const { speakerId } of people.living) {
      const item = judge.item(speakerId);
      const left = item === undefined ? 0 : Math.min(item.leaseUntil, item.expiresAt) - now;
      if (item !== undefined && item.status !== 'ended' && left >= SLOWEST_WAY_BACK_MS)
        this.#promised.set(speakerId, { item, wanted: new Set(people.living.filter(wantsAir)) });
    }
  }

  /** Faults are long over, and what had to be said to show it was said. */
  get hasHeardEnough(): boolean {
    return this.#beganAt !== undefined && this.#world.now - this.#beganAt > SPEAKS_ON_MS;
  }

  /** Whether everything has come to rest; accuses where it does not, or not where it should. */
  isOver(): boolean {
    if (this.#beganAt === undefined) return false;
    const { audience, judge, lambdas, now, people, profile } = this.#world;
    const waitsForWords = profile.speaks > 0 && !this.hasHeardEnough;
    const restless = [
      ...people.living.filter((page) => !atRest(page, judge.item(page.speakerId))),
      ...audience.living.filter((page) => !hearsAll(page, this.#world)),
    ];
    if (restless.length === 0 && lambdas.busy === 0 && !waitsForWords) {
      this.#judgeEnd();
      return true;
    }
    if (now - this.#beganAt < LONGEST_MS) return false;
    const names = restless.map(({ client, name }) => `${name} (${client.view.status.phase})`);
    judge.accuse('recovery', `not at rest after ${LONGEST_MS / 60_000} min: ${names.join(', ')}`);
    return true;
  }

  #judgeEnd(): void {
    const { gateway, judge, now, people } = this.#world;
    for (const page of people.living) {
      const { onAir, session, settings, status } = page.client.view;
      const stored = judge.item(page.speakerId);
      if (
        status.phase === 'outdated' ||
        (status.phase === 'failed' && !gaveUpOn.includes(status.failure.code))
      )
        judge.accuse('recovery', `${page.name} has ended in ${JSON.stringify(status)}`);
      if (status.phase === 'off' && judge.watch.wanting.get(page.name) === clientIdOf(page))
        judge.accuse('recovery', `${page.name} has forgotten that its person wants to be on the air`);
      const holder = gateway.connections.get(stored?.owner.connectionId ?? '')?.wire.page;
      // Signed out under a takeover that was on its way, and in again: the page has forgotten that it asked.
      if (
        !judge.watch.signedOut.has(page.name) &&
        status.phase === 'elsewhere' &&
        holder?.name === page.name &&
        stored?.owner.clientId === clientIdOf(page) &&
        stored?.status !== 'ended' &&
        stored?.sessionId === status.elsewhere.sessionId &&
        stored.epoch === status.elsewhere.epoch
      )
        judge.accuse(10, `${page.name} asks its person for what it has`);
      if (!onAir || session === undefined || stored === undefined) continue;
      const wishes = judge.watch.wishes.get(page) ?? {};
      for (const name of Object.keys(wishes) as (keyof typeof wishes)[])
        if (stored.settings[name] !== wishes[name])
          judge.accuse(9, `${page.name} has lost what its person wished for ${name}`);
      if (settings !== undefined && !sameSettings(settings, stored.settings))
        judge.accuse(9, `${page.name} shows other settings than the stored ones`);
    }
    for (const [speakerId, { item, wanted }] of this.#promised) {
      const stored = judge.item(speakerId);
      if (stored === undefined || stored.status === 'ended') continue;
      if (stored.sessionId !== item.sessionId) {
        const history = judge.sessions.known.get(item.sessionId);
        if (history?.over !== 'ended')
          judge.accuse('recovery', `${item.sessionId} was lost to ${stored.sessionId}`);
        continue;
      }
      // Of the tab that holds it: a copy that became the client in its stead asks its person.
      const tab = gateway.connections.get(stored.owner.connectionId)?.wire.page.name;
      const owners = [...wanted].filter(
        (each) =>
          each.alive &&
          !judge.watch.signedOut.has(each.name) &&
          each.name === tab &&
          clientIdOf(each) === stored.owner.clientId,
      );
      if (owners.length === 0 || this.#isUnasked(item.sessionId)) continue;
      if (Math.min(stored.leaseUntil, stored.expiresAt) < now)
        judge.accuse('recovery', `${item.sessionId} has expired meanwhile`);
      else if (
        !owners.some(({ client: { view } }) => isOnAirWith(view, item.sessionId) || hasGivenUp(view))
      ) {
        const phases = owners.map(({ client, name }) => `${name} (${client.view.status.phase})`).join(', ');
        judge.accuse('recovery', `${item.sessionId} is owned by ${phases}`);
      }
    }
  }

  /** Made by a copy of a create, long after its page was told that the session is elsewhere and went on. */
  #isUnasked(sessionId: string): boolean {
    const { sessions, watch } = this.#world.judge;
    const maker = [...sessions.madeBy].find(([, by]) => by.made && by.sessionId === sessionId);
    return maker !== undefined && watch.toldElsewhere.has(maker[0]);
  }
}

const isOnAirWith = ({ onAir, session }: View, sessionId: string): boolean =>
  onAir && session?.sessionId === sessionId;

/** Told that nobody knew for two minutes whether there was a session, or that a further start has to wait. */
const hasGivenUp = ({ notice, status }: View): boolean =>
  notice?.kind === 'createGivenUp' || status.phase === 'failed';

/** Nothing is under way, and a page that claims to be on the air is. */
function atRest(page: Page, stored: SpeakerItem | undefined): boolean {
  const { ending, frames, onAir, session, status, unacknowledged } = page.client.view;
  if (status.phase === 'failed') return true;
  const underWay = status.phase === 'connecting' || status.phase === 'reconnecting' || ending;
  if (underWay || unacknowledged.length > 0 || (onAir && (frames?.waitingMs ?? 0) > 0)) return false;
  if (!onAir) return page.wires.every(({ state }) => state !== 'connecting');
  // Taken over, ended, or on a line that is dead: the next heartbeat tells.
  const owns =
    stored?.sessionId === session?.sessionId &&
    stored?.epoch === session?.epoch &&
    stored?.status !== 'ended';
  const [wire, ...more] = page.wires.filter(({ state }) => state !== 'closed');
  return (
    owns && wire?.state === 'open' && !wire.broken && wire.connection?.open === true && more.length === 0
  );
}

const sameSettings = (a: SpeakerItem['settings'], b: SpeakerItem['settings']): boolean =>
  a.volume === b.volume &&
  a.muted === b.muted &&
  a.paused === b.paused &&
  a.sourceLanguage === b.sourceLanguage;

/** A listener's page knows how its session is, and has heard all that was said since it joined. */
function hearsAll({ client, hearing, sessionId, wires }: ListenerPage, { judge, now }: World): boolean {
  const { phase } = client.view.status;
  if (phase === 'off' || phase === 'over') return true;
  if (phase !== 'listening' && phase !== 'speakerAway') return false;
  const speakerId = judge.sessions.known.get(sessionId)?.speakerId ?? '';
  const stored = judge.item(speakerId);
  const lives =
    stored?.sessionId === sessionId &&
    stored.status !== 'ended' &&
    Math.min(stored.leaseUntil, stored.expiresAt) > now;
  if (!lives || (phase === 'speakerAway') !== (stored.status === 'interrupted')) return false;
  const highest = judge.broadcast.highestAcked(sessionId);
  const listed = wires.find(
    ({ connection, state }) =>
      state === 'open' && connection?.open === true && judge.listenersOf(sessionId).includes(connection.id),
  );
  if (listed === undefined) return false;
  // Taken off the list and put on it again by a join that came true late: it hears of the hole with the next frame.
  const from = judge.broadcast.joinedFrom(listed.connection?.id ?? '');
  return from === undefined || from > highest || (hearing.lastSeq ?? 0) >= highest;
}
