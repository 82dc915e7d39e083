/** A listener's page: the real client of that role, and what comes out of its loudspeaker. */
import { createListenerClient, type ListenerClient } from '../../frontend/src/connection/listener.ts';
import type { Device } from './device.ts';
import { Hearing } from './hearing.ts';
import { Tab } from './tab.ts';
import type { World } from './world.ts';

export class ListenerPage extends Tab {
  readonly client: ListenerClient;
  readonly sessionId: string;
  readonly hearing: Hearing;

  constructor(world: World, device: Device, name: string, sessionId: string) {
    super(world, device, name, '', new Map());
    this.sessionId = sessionId;
    this.hearing = new Hearing(name, sessionId, world.judge);
    this.client = createListenerClient({
      url: 'wss://simulation/prod',
      sessionId,
      hear: (heard) => {
        world.story?.(name, heard.kind === 'gap' ? `misses ${heard.seqs}` : `hears ${heard.frame.seq}`);
        this.hearing.onHeard(heard);
      },
      environment: this.window(),
    });
    this.client.open();
  }

  override onOpen(): void {}

  override onDelivered(text: string): void {
    this.hearing.onDelivered(text);
  }
}
