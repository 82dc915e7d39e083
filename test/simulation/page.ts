/** A speaker's page: the real client, what its person presses, and a microphone. */
import { createSpeakerClient, type SpeakerClient } from '../../frontend/src/connection/speaker.ts';
import type { Device } from './device.ts';
import { Tab } from './tab.ts';
import type { World } from './world.ts';

export class Page extends Tab {
  readonly client: SpeakerClient;
  /** How often a person has asked it for something. */
  presses = 0;

  constructor(world: World, device: Device, name: string, speakerId: string, storage: Map<string, string>) {
    super(world, device, name, speakerId, storage);
    this.client = createSpeakerClient({
      url: 'wss://simulation/prod',
      token: () => this.freshToken(),
      environment: this.environment(),
    });
    if (world.profile.speaks > 0) this.#speakOn();
  }

  override onOpen(): void {
    this.world.judge.watch.onOpen(this);
  }

  override onDelivered(text: string): void {
    this.world.judge.watch.onDelivered(this, text, this.world.now);
  }

  /** Sound as it comes: the client takes it while it has a session to send it to. */
  #speakOn(): void {
    const { chance, profile, scheduler } = this.world;
    scheduler.after(chance.between(100, 2 * profile.speaks), () => {
      if (!this.alive || this.world.judge.recovery.hasHeardEnough) return;
      this.#speakOn();
      if (!this.device.asleep) this.client.capture(this.world.judge.broadcast.newFrame(this));
    });
  }
}
