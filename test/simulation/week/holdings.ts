/** Whatever could pile up in a week: on the page, at the gateway, in the database, on the world's clock. */
import type { Page } from '../page.ts';
import type { World } from '../world.ts';

export interface Holdings {
  readonly timers: number;
  readonly listeners: number;
  /** As the page sees them. */
  readonly openSockets: number;
  readonly storedKeys: number;
  /** Kept for the page to show. */
  readonly closedConnections: number;
  /** As the gateway sees them. */
  readonly connections: number;
  readonly itemAttributes: number;
}

export interface AtRest extends Holdings {
  /** Everything that is to happen yet: at the gateway, in Lambdas, on lines, on the page. */
  readonly pending: number;
}

export function holdingsOf({ gateway, table }: World, page: Page): Holdings {
  const item = table.item(`SPEAKER#${page.speakerId}`);
  return {
    ...page.holds,
    openSockets: page.wires.filter(({ state }) => state !== 'closed').length,
    storedKeys: page.storage.size,
    closedConnections: page.client.view.closedConnections.length,
    connections: [...gateway.connections.values()].filter(({ open }) => open).length,
    itemAttributes: Object.keys(item ?? {}).length,
  };
}

/** Only while no connection of the last two hours is left for the gateway to think of. */
export const holdingsAtRest = (world: World, page: Page): AtRest => ({
  ...holdingsOf(world, page),
  pending: world.scheduler.pending,
});
