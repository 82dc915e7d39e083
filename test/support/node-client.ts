// The real session client in Node: a real socket on the local stack, and a cable to pull.
import { randomInt } from 'node:crypto';
import { WebSocket } from 'ws';
import { createSessionClient, type SessionClient } from '../../frontend/src/connection/client.ts';
import type { View } from '../../frontend/src/connection/view.ts';
import { within } from './socket.ts';
import type { StackUnderTest } from './stack.ts';
import { type Outside, windowOf } from './window.ts';

export interface Tab {
  readonly client: SessionClient;
  /** Cuts every open socket without a close frame. */
  pullCable(): void;
  /** How many sockets it has opened so far, and how many of them are open. */
  sockets(): { opened: number; open: number };
  /** The first view, now or to come, that matches. */
  until(matches: (view: View) => boolean, withinMs?: number): Promise<View>;
}

/** What stands between the socket and the client; it may change while sockets are open. */
export interface Cable {
  /** Cuts the socket so long after each message. */
  cutAfterReplyMs: number | undefined;
  /** Lets nothing arrive. */
  withholdsReplies: boolean;
}

const GOOD_CABLE: Readonly<Cable> = { cutAfterReplyMs: undefined, withholdsReplies: false };

/** How far the waits before a reconnect are shortened: the herd's spread is another test's business. */
const IMPATIENCE = 0.05;
const systemRandom = () => randomInt(2 ** 32) / 2 ** 32;

/**
 * A page of its own that never sleeps, is never hidden and never reloads.
 * @param site the origin that its sockets name
 * @param plugged is given each socket before the client hears of it
 */
export function nodeOutside(
  site: string,
  plugged: (socket: WebSocket) => void = () => undefined,
  cable: Readonly<Cable> = GOOD_CABLE,
): Outside {
  return {
    openSocket(url, protocols, listener) {
      const socket = new WebSocket(url, protocols, { origin: site });
      plugged(socket);
      socket.on('open', () => listener.opened());
      socket.on('message', (data: Buffer) => {
        if (cable.withholdsReplies) return;
        listener.received(data.toString('utf8'));
        if (cable.cutAfterReplyMs !== undefined) setTimeout(() => socket.terminate(), cable.cutAfterReplyMs);
      });
      socket.on('error', () => undefined);
      socket.on('close', (code, reason) => listener.closed(code, reason.toString('utf8')));
      return { send: (text) => socket.send(text), close: (code, reason) => socket.close(code, reason) };
    },
    now: () => performance.now(),
    wallClock: () => Date.now(),
    setTimeout: (callback, ms) => setTimeout(callback, ms),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    random: systemRandom,
    randomUUID: () => crypto.randomUUID(),
    page: new EventTarget(),
    isOnline: () => true,
    isHidden: () => false,
  };
}

/** @param outside what is to be other than a cable, a clock and a page that never sleeps */
export function openTab(
  stack: Pick<StackUnderTest, 'gateway' | 'site' | 'token'>,
  speaker: string,
  outside: Partial<Outside> = {},
  cable: Readonly<Cable> = GOOD_CABLE,
): Tab {
  const open = new Set<WebSocket>();
  let opened = 0;
  const environment = windowOf({
    ...nodeOutside(
      stack.site,
      (socket) => {
        opened += 1;
        open.add(socket);
        socket.on('close', () => open.delete(socket));
      },
      cable,
    ),
    random: () => systemRandom() * IMPATIENCE,
    ...outside,
  });
  const client = createSessionClient({ url: stack.gateway, token: () => stack.token(speaker), environment });
  return {
    client,
    pullCable: () => open.forEach((socket) => socket.terminate()),
    sockets: () => ({ opened, open: open.size }),
    until: (matches, withinMs = 10_000) => {
      let stop: () => void = () => undefined;
      const seen = new Promise<View>((resolve) => {
        if (matches(client.view)) resolve(client.view);
        else
          stop = client.subscribe((view) => {
            if (matches(view)) resolve(view);
          });
      });
      return within(seen, withinMs, () => `still ${JSON.stringify(client.view)}`).finally(() => stop());
    },
  };
}
