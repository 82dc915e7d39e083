/** Watches what pages do with what they were told, and with what their person asked of them. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import type { Settings } from '../../frontend/src/connection/view.ts';
import { clientIdOf } from './claims.ts';
import type { Accuse } from './judge.ts';
import type { Page } from './page.ts';
import type { Wire } from './wire.ts';

/** A push on an older socket is left to the newer one's answer; after so long it cannot be waiting for that any more. */
const HEEDS_WITHIN_MS = 75_000;
/** Given up after 2 min; a hidden page's timers are up to a minute late. */
const LONGEST_CREATE_MS = 190_000;

export class Watch {
  /** Tabs whose person has pressed start, and has seen nothing come of it yet; with the client that they then were. */
  readonly wanting = new Map<string, string | undefined>();
  /** Those of them that have done something about it: before that a reload forgets what was pressed. */
  readonly #begun = new Set<string>();
  /** Tabs that were ever signed out: a start or takeover then under way leaves a session that nobody holds. */
  readonly signedOut = new Set<string>();
  /** requestIds of creates whose page was told that the session is elsewhere: a copy under way may still make one. */
  readonly toldElsewhere = new Set<string>();
  /** Settings as last wished on a page that has had its session ever since. */
  readonly wishes = new WeakMap<Page, Partial<Settings>>();
  readonly #elsewhereSince = new WeakMap<Page, number>();
  readonly #sessionOf = new WeakMap<Page, { readonly sessionId: string; readonly presses: number }>();
  readonly #superseded = new WeakMap<
    Page,
    { readonly sessionId: string; readonly epoch: number; readonly at: number }
  >();
  readonly #pageOf = new Map<string, Page>();
  readonly #createSentAt = new Map<string, number>();
  readonly #accuse: Accuse;

  constructor(accuse: Accuse) {
    this.#accuse = accuse;
  }

  onPress(page: Page, press: string): void {
    const { possible } = page.client.view;
    if (press === 'start' && possible.start) {
      this.wanting.set(page.name, clientIdOf(page));
      this.#begun.delete(page.name);
    }
    if (['newSession', 'signOut', 'end', 'endElsewhere'].includes(press)) this.wanting.delete(page.name);
    if (press === 'signOut') this.signedOut.add(page.name);
    if (press === 'signOut')
      for (const [clientId, each] of this.#pageOf) if (each === page) this.#pageOf.delete(clientId);
  }

  onReload(page: Page): void {
    if (!this.#begun.has(page.name)) this.wanting.delete(page.name);
  }

  onWish(page: Page, wish: Partial<Settings>): void {
    if (page.client.view.possible.update) this.wishes.set(page, { ...this.wishes.get(page), ...wish });
  }

  /** A command with a clientId has been sent. */
  onSpoken(page: Page, { state }: Wire, clientId: string, createId: string | undefined, now: number): void {
    // Sent before the page was gone or signed out, heard after.
    if (!page.alive || state === 'closed') return;
    const other = this.#pageOf.get(clientId);
    if (other !== undefined && other !== page && other.alive)
      this.#accuse(10, `${page.name} and ${other.name} are the same client`);
    this.#pageOf.set(clientId, page);
    if (createId === undefined) return;
    this.#begun.add(page.name);
    const firstAt = this.#createSentAt.get(createId) ?? now;
    this.#createSentAt.set(createId, firstAt);
    if (now - firstAt > LONGEST_CREATE_MS)
      this.#accuse(2, `${page.name} sends a create that it should have given up`);
  }

  onDelivered(page: Page, text: string, now: number): void {
    // Told so on page load, it is the start page without a word: see PROTOCOL.md.
    if (text.includes('"SESSION_ENDED"') || text.includes('"SESSION_EXPIRED"'))
      this.wanting.delete(page.name);
    if (text.includes('"SESSION_ACTIVE"'))
      this.toldElsewhere.add((JSON.parse(text) as ServerMessage<'error'>).requestId ?? '');
    if (!text.includes('"connectionSuperseded"')) return;
    const { sessionId, epoch } = JSON.parse(text) as ServerMessage<'connectionSuperseded'>;
    this.#superseded.set(page, { sessionId, epoch, at: now });
  }

  /** A page whose session is elsewhere opens no socket until a person asks for something. */
  onOpen(page: Page): void {
    this.#begun.add(page.name);
    if (this.#elsewhereSince.get(page) === page.presses && page.client.view.status.phase === 'elsewhere')
      this.#accuse(10, `${page.name} reconnects though its session is elsewhere`);
  }

  /** After every step. */
  look(page: Page, now: number): void {
    const { notice, onAir, session, status } = page.client.view;
    const { phase } = status;
    if (phase !== 'elsewhere') this.#elsewhereSince.delete(page);
    else if (!this.#elsewhereSince.has(page)) this.#elsewhereSince.set(page, page.presses);
    const before = this.#sessionOf.get(page);
    const hasSlippedInto = (other: string): boolean =>
      before !== undefined && before.sessionId !== other && before.presses === page.presses;
    if (status.phase === 'elsewhere' && hasSlippedInto(status.elsewhere.sessionId))
      this.#accuse(10, `${page.name} is asked for a session that it never had`);
    const told = phase === 'elsewhere' || phase === 'ended' || phase === 'expired' || phase === 'failed';
    if (told || phase === 'signInAgain' || notice?.kind === 'createGivenUp') this.wanting.delete(page.name);
    if (told || phase === 'off' || notice?.kind === 'commandRefused') this.wishes.delete(page);
    if (!onAir || session === undefined) return;
    this.wanting.delete(page.name);
    const { sessionId, epoch } = session;
    if (hasSlippedInto(sessionId))
      this.#accuse(7, `${page.name} has slipped from ${before?.sessionId ?? ''} into ${sessionId}`);
    if (before?.sessionId !== sessionId) this.wishes.delete(page);
    this.#sessionOf.set(page, { sessionId, presses: page.presses });
    const push = this.#superseded.get(page);
    if (
      push?.sessionId === sessionId &&
      push.epoch > epoch &&
      now - push.at > HEEDS_WITHIN_MS &&
      !page.device.asleep
    )
      this.#accuse(10, `${page.name} stays on the air though it was told that it is superseded`);
  }
}
