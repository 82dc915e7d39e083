/** The speakers, with their machines, windows and whims. */
import type { Settings } from '../../frontend/src/connection/view.ts';
import { Device } from './device.ts';
import { Page } from './page.ts';
import { pauseMs, type HappeningName } from './profile.ts';
import type { World } from './world.ts';

const presses = [
  'open',
  'start',
  'takeOver',
  'update',
  'end',
  'endElsewhere',
  'newSession',
  'signOut',
] as const;
type Press = (typeof presses)[number];

const MOST_PAGES = 4;

export class People {
  #living: Page[] = [];
  readonly #world: World;
  readonly #devices: Device[] = [];
  readonly speakers: readonly string[];
  #tabs = 0;

  constructor(world: World) {
    this.#world = world;
    const { chance } = world;
    this.speakers = chance.happens(0.85) ? ['anna'] : ['anna', 'ben'];
    for (const speaker of this.speakers) {
      const names = chance.happens(0.6) ? ['laptop'] : ['laptop', 'phone'];
      for (const name of names) this.#devices.push(new Device(world, `${speaker}/${name}`));
    }
    for (const device of this.#devices) this.#openTab(device, new Map());
  }

  /** Asked for after every step. */
  get living(): readonly Page[] {
    if (this.#living.some(({ alive }) => !alive)) this.#living = this.#living.filter(({ alive }) => alive);
    return this.#living;
  }

  /** Something happens to somebody. */
  happen(): void {
    const { chance, profile } = this.#world;
    const what = chance.weighted(profile.happens);
    const device = chance.pick(this.#devices);
    const pages = [...device.pages].filter((page) => page instanceof Page);
    const page = pages.at(chance.between(0, Math.max(1, pages.length)));
    if (page === undefined) this.#openTab(device, new Map());
    else this.#happenTo(page, what);
  }

  /** Faults stop: machines are awake, in the net and looked at. */
  calmDown(): void {
    for (const device of this.#devices) {
      device.wake();
      device.setOnline(true, true);
      if (device.hidden) device.setHidden(false);
      for (const page of device.pages) page.setPutAway(false);
    }
    for (const page of this.living) if (page.client.view.status.phase === 'signInAgain') page.client.open();
  }

  #happenTo(page: Page, what: HappeningName): void {
    const { chance, faultsOn, profile, scheduler, story } = this.#world;
    const { device } = page;
    if (device.asleep && what !== 'sleep') return;
    const later = (run: () => void) =>
      scheduler.after(pauseMs(chance, profile), () => {
        if (this.#world.faultsOn) run();
      });
    if (!faultsOn) return;
    switch (what) {
      case 'press':
        this.#press(page, this.#likely(page));
        return;
      case 'restlessPress': {
        const press = chance.happens(0.7) ? this.#likely(page) : chance.pick(presses);
        this.#press(page, press);
        scheduler.after(chance.between(0, 300), () => {
          if (this.#world.faultsOn && page.alive && !device.asleep)
            this.#press(page, chance.happens(0.5) ? press : this.#likely(page));
        });
        return;
      }
      case 'reload':
        story?.(page.name, 'is reloaded');
        this.#world.judge.watch.onReload(page);
        page.die();
        this.#openPage(device, page.speakerId, page.name, page.storage);
        return;
      case 'duplicate':
        if (this.living.length < MOST_PAGES) this.#openTab(device, new Map(page.storage));
        return;
      case 'newTab':
        if (this.living.length < MOST_PAGES) this.#openTab(device, new Map());
        return;
      case 'closeTab':
        story?.(page.name, 'is closed');
        page.die();
        return;
      case 'sleep':
        if (device.asleep) device.wake();
        else {
          story?.(device.name, 'falls asleep');
          device.sleep();
          later(() => {
            story?.(device.name, 'wakes');
            device.wake();
          });
        }
        return;
      case 'offline':
        if (!device.online) return;
        story?.(device.name, 'loses its network');
        device.setOnline(false, chance.happens(0.7));
        later(() => {
          story?.(device.name, 'has a network again');
          device.setOnline(true, chance.happens(0.8));
        });
        return;
      case 'hide':
        story?.(device.name, device.hidden ? 'is looked at' : 'is hidden');
        device.setHidden(!device.hidden);
        return;
      case 'cut':
        story?.(page.name, 'loses its connections');
        page.cutAll();
        return;
      case 'gatewayCut':
        for (const { connection } of page.wires)
          if (connection?.open) this.#world.gateway.close(connection, { code: 1001, reason: 'Going away' });
        return;
      case 'putAway':
        story?.(page.name, 'is put into the back-forward cache');
        page.setPutAway(true);
        later(() => page.setPutAway(false));
    }
  }

  /** What a person would do who looks at this page. */
  #likely(page: Page): Press {
    const { chance, profile } = this.#world;
    const { possible, status } = page.client.view;
    if (possible.decide)
      return chance.weighted({ takeOver: 6, endElsewhere: profile.endsElsewhere, start: 1, newSession: 1 });
    if (possible.start) return chance.weighted({ start: 6, open: 1, newSession: 1 });
    if (status.phase === 'onAir')
      return chance.weighted({ update: 6, end: profile.ends, signOut: profile.signOuts });
    return chance.weighted({ update: 4, end: 1, open: 1, start: 1, signOut: profile.signOuts });
  }

  #press(page: Page, press: Press): void {
    const { chance, judge, story } = this.#world;
    const { client } = page;
    story?.(page.name, `presses ${press} while ${client.view.status.phase}`);
    page.presses += 1;
    judge.watch.onPress(page, press);
    switch (press) {
      case 'start':
        client.start({ sourceLanguage: chance.pick(['en', 'de']), qualityTier: 'standard' });
        return;
      case 'update': {
        const wish = chance.pick<Partial<Settings>>([
          { volume: chance.between(0, 101) },
          { muted: chance.happens(0.5) },
          { paused: chance.happens(0.5) },
        ]);
        judge.watch.onWish(page, wish);
        client.update(wish);
        return;
      }
      case 'signOut':
        client.close();
        if (chance.happens(0.7))
          this.#world.scheduler.after(chance.between(1, 2_000), () => page.alive && client.open());
        return;
      case 'open':
      case 'takeOver':
      case 'end':
      case 'endElsewhere':
      case 'newSession':
        client[press]();
    }
  }

  #openTab(device: Device, storage: Map<string, string>): void {
    const speaker = device.name.split('/')[0] ?? '';
    this.#openPage(device, speaker, `${device.name}/${++this.#tabs}`, storage);
  }

  #openPage(device: Device, speaker: string, name: string, storage: Map<string, string>): void {
    const page = new Page(this.#world, device, name, speaker, storage);
    this.#world.story?.(name, 'is opened');
    this.#living = [...this.#living, page];
    page.presses += 1;
    page.client.open();
  }
}
