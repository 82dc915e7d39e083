/** Those who follow a session: they come, lose their connections, go, and come again. */
import { Device } from './device.ts';
import { ListenerPage } from './listener-page.ts';
import { pauseMs } from './profile.ts';
import type { World } from './world.ts';

const troubles = {
  cut: 4,
  gatewayCut: 1,
  leave: 1,
  closeTab: 0.7,
  open: 1,
  sleep: 1,
  offline: 1,
  hide: 0.5,
  putAway: 0.3,
} as const;

export class Audience {
  readonly #world: World;
  readonly #device: Device;
  #pages: ListenerPage[] = [];
  #opened = 0;

  constructor(world: World) {
    this.#world = world;
    this.#device = new Device(world, 'audience');
  }

  get living(): readonly ListenerPage[] {
    return this.#pages.filter(({ alive }) => alive);
  }

  /** Something happens to somebody who listens, or wants to. */
  happen(): void {
    const { chance, judge, people, profile } = this.#world;
    const living = this.living;
    const sessions = people.speakers.flatMap((speaker) => judge.item(speaker)?.sessionId ?? []);
    if (living.length < profile.listeners && sessions.length > 0 && chance.happens(0.6))
      this.#open(chance.pick(sessions));
    else if (living.length > 0) this.#trouble(chance.pick(living));
  }

  calmDown(): void {
    this.#device.wake();
    this.#device.setOnline(true, true);
    if (this.#device.hidden) this.#device.setHidden(false);
    for (const page of this.living) page.setPutAway(false);
  }

  #open(sessionId: string): void {
    const name = `audience/${++this.#opened}`;
    this.#world.story?.(name, `opens ${sessionId}`);
    this.#pages.push(new ListenerPage(this.#world, this.#device, name, sessionId));
  }

  #trouble(page: ListenerPage): void {
    const { chance, gateway, profile, scheduler, story } = this.#world;
    const device = this.#device;
    if (device.asleep) return;
    const what = chance.weighted(troubles);
    story?.(page.name, `meets ${what}`);
    const later = (run: () => void) =>
      scheduler.after(pauseMs(chance, profile), () => {
        if (this.#world.faultsOn) run();
      });
    switch (what) {
      case 'cut':
        page.cutAll();
        return;
      case 'gatewayCut':
        for (const { connection } of page.wires)
          if (connection?.open) gateway.close(connection, { code: 1001, reason: 'Going away' });
        return;
      case 'leave':
        page.client.close();
        page.hearing.onLeft();
        later(() => page.alive && page.client.open());
        return;
      case 'closeTab':
        page.die();
        return;
      case 'open':
        page.client.open();
        return;
      case 'sleep':
        device.sleep();
        later(() => device.wake());
        return;
      case 'offline':
        device.setOnline(false, chance.happens(0.7));
        later(() => device.setOnline(true, chance.happens(0.8)));
        return;
      case 'hide':
        device.setHidden(!device.hidden);
        return;
      case 'putAway':
        page.setPutAway(true);
        later(() => page.setPutAway(false));
    }
  }
}
