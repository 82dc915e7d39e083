// A store on an engine, and the ways to look past it: what the parts of the store suite work with.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { expect } from 'vitest';
import type { DatabaseErrors } from '../../infra/local/database.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { DynamoDB } from '../../lambdas/store/database.ts';
import { fromAttributes, speakerKey } from '../../lambdas/store/items.ts';
import type { Outcome } from '../../lambdas/store/settle.ts';
import type { SpeakerStore } from '../../lambdas/store/speaker-store.ts';
import {
  createMessage,
  makeName,
  newPage,
  START,
  storeOn,
  type Meter,
  type MeteredClient,
  type Page,
} from '../support/speaker.ts';

export interface Engine {
  connect(): MeteredClient;
  failNext(errors: DatabaseErrors): void;
  stop(): Promise<void>;
}

export interface EngineTraits {
  /** A failed condition returns the item that it lost to. Without it the store looks, for one read unit. */
  readonly returnsAllOld: boolean;
}

export const TABLE = 'podium-suite';
export const networkLost = { code: 1006, reason: '' };

/** Made when the tests are named, started before the first one runs. */
export class StoreBench {
  readonly traits: EngineTraits;
  #running: { engine: Engine; client: DynamoDB; meter: Meter; store: SpeakerStore } | undefined;

  constructor(traits: EngineTraits) {
    this.traits = traits;
  }

  start(engine: Engine): void {
    const { client, meter } = engine.connect();
    this.#running = { engine, client, meter, store: storeOn({ client }, TABLE) };
  }

  get engine() {
    return this.#started.engine;
  }
  get client() {
    return this.#started.client;
  }
  get meter() {
    return this.#started.meter;
  }
  get store() {
    return this.#started.store;
  }
  get #started() {
    if (this.#running === undefined) throw new Error('The engine has not been started.');
    return this.#running;
  }

  /** The item as it is stored, read past the store. */
  async storedItem(page: Page): Promise<SpeakerItem> {
    const key = speakerKey(page.caller.speakerId);
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: TABLE, Key: key, ConsistentRead: true }),
    );
    return fromAttributes(page.caller.speakerId, Item ?? {});
  }

  /** A session that has just been made; the meter counts from here. */
  async onAir(page = newPage()): Promise<{ page: Page; session: SpeakerItem }> {
    const session = committed(
      await this.store.createSession(createMessage(page), page.caller, START, makeName),
    );
    this.meter.reset();
    return { page, session };
  }
}

export function committed(outcome: Outcome): SpeakerItem {
  expect(outcome).toMatchObject({ kind: 'commit' });
  return sessionOf(outcome);
}

export function sessionOf(outcome: Outcome): SpeakerItem {
  switch (outcome.kind) {
    case 'commit':
      return outcome.next;
    case 'ignore':
      return outcome.item;
    case 'refuse':
      throw new Error(`Refused: ${outcome.refusal.code}`);
  }
}

/** A rival that strikes once. */
export const once = (run: () => Promise<unknown>) => {
  let left = 1;
  return async () => {
    if (left-- > 0) await run();
  };
};

/** The same client, with a rival's write placed just before each update. */
export const beforeUpdate = (client: DynamoDB, rival: () => Promise<unknown>): DynamoDB => ({
  send: (async (command: Parameters<DynamoDB['send']>[0]) => {
    if (command.constructor.name === 'UpdateItemCommand') await rival();
    return client.send(command);
  }) as DynamoDB['send'],
});
