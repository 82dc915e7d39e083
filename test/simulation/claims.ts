/** What no page may claim: a page that says "on the air" must be right, or be about to be told. */
import { HOST_SKEW_MS } from './gateway.ts';
import type { Accuse } from './judge.ts';
import type { Page } from './page.ts';
import type { World } from './world.ts';

/** Instants on the wire are whole milliseconds. */
const ROUNDING_MS = 2;

export function checkClaims(pages: readonly Page[], world: World, accuse: Accuse): void {
  let claimed: Map<string, Page> | undefined;
  for (const page of pages) {
    const { session, onAir } = page.client.view;
    if (!onAir || session === undefined || !isLookedAt(page)) continue;
    // A nap of less than 30 s, on a machine whose clock stands meanwhile, cannot be told from a clock that was set.
    if (page.client.now() + page.device.unnoticedMs >= session.leaseEndsAt) continue;
    const { sessionId, epoch } = session;
    const history = world.judge.sessions.known.get(sessionId);
    const stored = world.judge.item(page.speakerId);
    if (history === undefined || stored === undefined) {
      accuse(4, `${page.name} is on the air with a session that is not stored`);
      continue;
    }
    if (!history.holders.has(epoch)) accuse(4, `${page.name} is on the air in an epoch that never was`);
    claimed ??= new Map();
    const twin = claimed.get(`${sessionId}/${epoch}`);
    if (twin !== undefined) accuse(10, `${page.name} and ${twin.name} are on the air in the same epoch`);
    claimed.set(`${sessionId}/${epoch}`, page);
    const expires = Math.min(stored.leaseUntil, stored.expiresAt);
    const mayBeExpired = stored.sessionId === sessionId && expires <= world.now + HOST_SKEW_MS - ROUNDING_MS;
    if (stored.status !== 'ended' && mayBeExpired)
      accuse(7, `${page.name} is on the air by a lease that a host may count as over`);
    if (history.over === 'expired') accuse(7, `${page.name} was told a lease that was withdrawn`);
  }
}

const isLookedAt = ({ device }: Page): boolean => !device.asleep && !device.hidden;

export function clientIdOf(page: Page): string | undefined {
  const text = page.storage.get('podium.client');
  return text === undefined ? undefined : /"clientId":"([^"]*)"/.exec(text)?.[1];
}
