import { afterEach, expect, test, vi } from 'vitest';
import { browserEnvironment } from '../../../../frontend/src/connection/environment.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const refuses = () => {
  throw new DOMException('no', 'QuotaExceededError');
};

test.each([
  ['has no room left', { getItem: () => 'older', setItem: refuses }],
  ['is forbidden', undefined],
])('where the storage of a tab %s, what is kept is known until the page goes', (_, storage) => {
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('sessionStorage', storage);
  const { storage: kept } = browserEnvironment();
  kept.setItem('key', 'text');
  expect(kept.getItem('key')).toBe('text');
});

test('what the storage of a tab takes again is read from there', () => {
  const stored = new Map<string, string>();
  const storage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: refuses as (key: string, text: string) => void,
  };
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('sessionStorage', storage);
  const { storage: kept } = browserEnvironment();
  kept.setItem('key', 'first');
  storage.setItem = (key, text) => stored.set(key, text);
  kept.setItem('key', 'second');
  expect(kept.getItem('key')).toBe('second');
});

test('a socket on its way out is sent nothing, since the browser would complain of it', () => {
  const sent: string[] = [];
  class FakeSocket {
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    readyState = FakeSocket.OPEN;
    send = (text: string) => void sent.push(text);
    close = () => {
      this.readyState = FakeSocket.CLOSING;
    };
  }
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('WebSocket', FakeSocket);
  const socket = browserEnvironment().openSocket('wss://gateway', ['podium'], {
    opened: vi.fn(),
    received: vi.fn(),
    closed: vi.fn(),
  });
  socket.send('on the air');
  socket.close(1000, 'ended');
  socket.send('too late');
  expect(sent).toEqual(['on the air']);
});
