/** Podium's clients on the local stack: what a speaker says is heard by a listener, and the page may listen to another speaker. */
import { setTimeout as setRealTimeout } from 'node:timers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Environment } from '../../../../frontend/src/connection/client.ts';
import { createSpeakerClient, type SpeakerClient } from '../../../../frontend/src/connection/speaker.ts';
import type { View } from '../../../../frontend/src/connection/view.ts';
import { createListenerClient, type ListenerClient } from '../../../../frontend/src/connection/listener.ts';
import { places } from '../../../../infra/local/places.ts';
import { loadSigningKey } from '../../../../infra/local/sign-in/signing-key.ts';
import { mintAccessToken } from '../../../../infra/local/sign-in/tokens.ts';
import { nodeOutside } from '../../../../test/support/node-client.ts';
import { within } from '../../../../test/support/socket.ts';
import { windowOf } from '../../../../test/support/window.ts';
import type { Stage } from '../../line.ts';
import { page } from './browser-page.ts';
import { CADENCE_MS, ORDINARY, type Arena, type Heard, type Token } from './contender.ts';

const ON_AIR_WITHIN_MS = 20_000;
/** In no list of any stage. */
const NO_LANGUAGE = 'tlh';

/** @param stage a running local stack */
export async function openPodium(stage: Stage): Promise<Arena> {
  const key = await loadSigningKey(places.signingKey);
  const clients = new Set<SpeakerClient | ListenerClient>();
  const opened = <T extends SpeakerClient | ListenerClient>(client: T): T => {
    clients.add(client);
    return client;
  };

  // Another computer's, whose timers nobody slows.
  const elsewhere = () =>
    windowOf({ ...nodeOutside(stage.origin), setTimeout: (callback, ms) => setRealTimeout(callback, ms) });
  const here = () => windowOf({ ...nodeOutside(stage.origin), ...page });
  const tokenOf = async (name: string, { tokenLifeMs, tokenTakesMs }: Token) => {
    await delay(tokenTakesMs);
    return mintAccessToken(key, { name, expiresInSeconds: tokenLifeMs / 1_000 }, Date.now());
  };

  /** @param url where the listener's own network begins */
  const follow = async (
    url: string,
    sessionId: string,
    hear: (heard: Heard) => void,
    environment: Environment,
  ) => {
    const client = opened(
      createListenerClient({
        url,
        sessionId,
        hear: (heard) =>
          hear(heard.kind === 'gap' ? { missing: heard.seqs } : { number: numberIn(heard.frame) }),
        environment,
      }),
    );
    client.open();
    await until(client, ({ status }) => status.phase === 'listening');
  };

  /** Whom every page listens to; its network is never broken. */
  let tower: Promise<{ client: SpeakerClient; sessionId: string }> | undefined;
  const startTower = async () => {
    const name = `tower-${crypto.randomUUID()}`;
    const token = () => tokenOf(name, ORDINARY);
    const client = opened(createSpeakerClient({ url: stage.url, token, environment: elsewhere() }));
    client.start({ sourceLanguage: 'en', qualityTier: 'standard' });
    return { client, sessionId: await onAir(client) };
  };

  return {
    port: Number(new URL(stage.url).port),
    async join({ port, role, ...life }, ears) {
      const name = `speaker-${crypto.randomUUID()}`;
      const url = throughPort(stage.url, port);
      const token = () => {
        // Asked for at each attempt, and at no other time.
        ears.attempted();
        return tokenOf(name, life);
      };
      const client = opened(createSpeakerClient({ url, token, environment: here() }));
      client.start({ sourceLanguage: role === 'refused' ? NO_LANGUAGE : 'en', qualityTier: 'standard' });
      if (role === 'talks') {
        const sessionId = await onAir(client);
        await follow(stage.url, sessionId, ears.above, elsewhere());
        await follow(url, (await (tower ??= startTower())).sessionId, ears.below, here());
      }
      tellWhenReady(client, ears.ready);
      return {
        say: (number) => client.capture(frameOf(number)),
        // The server has said when, and the client does it by itself.
        move: () => undefined,
        leave: () => client.close(),
      };
    },
    tell: (number) => void tower?.then(({ client }) => client.capture(frameOf(number))),
    async stop() {
      for (const client of clients) client.close();
      // What they said in closing.
      await delay(50);
    },
  };
}

function tellWhenReady(client: SpeakerClient, ready: () => void): void {
  let was = false;
  const look = ({ onAir }: View) => {
    if (onAir && !was) ready();
    was = onAir;
  };
  look(client.view);
  client.subscribe(look);
}

async function onAir(client: SpeakerClient): Promise<string> {
  const { session } = await until(client, ({ onAir }) => onAir);
  if (session === undefined) throw new Error('on the air without a session');
  return session.sessionId;
}

function until<V>(
  client: { readonly view: V; subscribe(listener: (view: V) => void): () => void },
  matches: (view: V) => boolean,
): Promise<V> {
  let stop: () => void = () => undefined;
  const seen = new Promise<V>((resolve) => {
    const look = (view: V) => {
      if (matches(view)) resolve(view);
    };
    look(client.view);
    stop = client.subscribe(look);
  });
  return within(seen, ON_AIR_WITHIN_MS, () => `still ${JSON.stringify(client.view)}`).finally(() => stop());
}

function throughPort(url: string, port: number): string {
  const through = new URL(url);
  through.port = String(port);
  through.hostname = '127.0.0.1';
  return through.href;
}

const frameOf = (number: number) =>
  ({
    kind: 'audio',
    capturedAt: Date.now(),
    contentType: 'audio/pcm;rate=16000',
    durationMs: CADENCE_MS,
    data: Buffer.from(String(number)).toString('base64'),
  }) as const;

const numberIn = ({ data }: { readonly data: string }): number =>
  Number(Buffer.from(data, 'base64').toString());
