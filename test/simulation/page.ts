/** A speaker's page: the real client, what its person presses, and a microphone where there is one. */
import { createSessionClient, type SessionClient } from '../../frontend/src/connection/client.ts';
import { createSpeakerClient, type SpeakerClient } from '../../frontend/src/connection/speaker.ts';
import { tabMemory } from '../../frontend/src/connection/tab-memory.ts';
import type { Device } from './device.ts';
import { Tab } from './tab.ts';
import type { World } from './world.ts';

export class Page extends Tab {
  readonly client: SessionClient;
  /** How often a person has asked it for something. */
  presses = 0;

  constructor(world: World, device: Device, name: string, speakerId: string, storage: Map<string, string>) {
    super(world, device, name, speakerId, storage);
    const environment = this.window();
    const options = {
      url: 'wss://simulation/prod',
      token: () => this.freshToken(),
      memory: tabMemory(environment),
      environment,
    };
    if (world.profile.speaks > 0) {
      const client = createSpeakerClient(options);
      this.client = client;
      this.#speakOn(client);
    } else this.client = createSessionClient(options);
  }

  override onOpen(): void {
    this.world.judge.watch.onOpen(this);
  }

  override onDelivered(text: string): void {
    this.world.judge.watch.onDelivered(this, text, this.world.now);
  }

  /** Sound as it comes: the client takes it while it has a session to send it to. */
  #speakOn(client: SpeakerClient): void {
    const { chance, profile, scheduler } = this.world;
    scheduler.after(chance.between(100, 2 * profile.speaks), () => {
      if (!this.alive || this.world.judge.recovery.hasHeardEnough) return;
      this.#speakOn(client);
      if (!this.device.asleep) client.capture(this.world.judge.broadcast.newFrame(this));
    });
  }
}
