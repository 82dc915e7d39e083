/** One connection's life on a fake clock: what keeps it, what ends it, who is told. */
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { openConnection } from '../../../infra/local/gateway/connection.ts';
import { awsLimits } from '../../../infra/local/gateway/limits.ts';

const MINUTE = 60_000;

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** The part of `ws` that a connection uses. */
class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  readonly sent: string[] = [];
  readonly closes: [number, string][] = [];
  terminated = false;
  send(text: string) {
    this.sent.push(text);
  }
  close(code: number, reason: string) {
    this.readyState = 2;
    this.closes.push([code, reason]);
  }
  terminate() {
    this.terminated = true;
    this.emit('close', 1006, Buffer.from(''));
  }
  receive(text: string) {
    this.emit('message', Buffer.from(text), false);
  }
}

function opened() {
  const socket = new FakeSocket();
  const told: unknown[] = [];
  const request = {
    path: '/prod',
    headers: {},
    multiValueHeaders: {},
    queryStringParameters: {},
    multiValueQueryStringParameters: {},
    sourceIp: '127.0.0.1',
    userAgent: undefined,
    host: 'localhost',
    subprotocols: undefined,
  };
  const connection = openConnection(
    socket as unknown as WebSocket,
    { connectionId: 'c', connectedAt: 0, request },
    awsLimits,
    () => Date.now(),
    {
      onMessage: (text) => told.push(text),
      onClosed: (closure) => told.push(closure),
    },
  );
  return { socket, connection, told };
}

describe('a connection', () => {
  it('is closed with 1001 after 10 minutes without a message, and not a moment before', () => {
    const { socket } = opened();
    vi.advanceTimersByTime(10 * MINUTE - 1);
    expect(socket.closes).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(socket.closes).toEqual([[1001, 'Going away']]);
  });

  it('is kept by messages in either direction', () => {
    const { socket, connection } = opened();
    vi.advanceTimersByTime(9 * MINUTE);
    socket.receive('hello');
    vi.advanceTimersByTime(9 * MINUTE);
    connection.send('hello');
    vi.advanceTimersByTime(9 * MINUTE);
    expect(socket.closes).toEqual([]);
    expect(connection.lastActiveAt()).toBe(18 * MINUTE);
  });

  it('is not kept by pings', () => {
    const { socket } = opened();
    vi.advanceTimersByTime(9 * MINUTE);
    socket.emit('ping', Buffer.from(''));
    vi.advanceTimersByTime(MINUTE);
    expect(socket.closes).toHaveLength(1);
  });

  it('is closed after 2 hours, however busy', () => {
    const { socket } = opened();
    for (let minute = 0; minute < 119; minute += 1) {
      vi.advanceTimersByTime(MINUTE);
      socket.receive('busy');
    }
    expect(socket.closes).toEqual([]);
    vi.advanceTimersByTime(MINUTE);
    expect(socket.closes).toEqual([[1001, 'Going away']]);
  });

  it('stays open after a reply', () => {
    const { socket, connection } = opened();
    connection.send('reply');
    vi.advanceTimersByTime(MINUTE);
    expect([socket.sent, socket.closes]).toEqual([['reply'], []]);
  });

  it('sends and receives nothing from the first word of closing on', () => {
    const { socket, connection, told } = opened();
    connection.close({ code: 1000, reason: 'first' });
    connection.close({ code: 1003, reason: 'second' });
    connection.send('late');
    socket.receive('late');
    expect([socket.sent, socket.closes, told]).toEqual([[], [[1000, 'first']], []]);
    expect(connection.isOpen()).toBe(false);
  });

  it('is cut off a second after a close frame that nobody answers, and was closed as it was meant', () => {
    const { socket, connection, told } = opened();
    connection.close({ code: 1003, reason: 'why' });
    vi.advanceTimersByTime(1_000);
    expect(socket.terminated).toBe(true);
    expect(told).toEqual([{ code: 1003, reason: 'why' }]);
  });

  it('is not open any more when its client has begun to close', () => {
    const { socket, connection } = opened();
    expect(connection.isOpen()).toBe(true);
    socket.readyState = 2;
    expect(connection.isOpen()).toBe(false);
  });

  it('leaves no timer behind', () => {
    const { socket, connection } = opened();
    connection.close({ code: 1000, reason: '' });
    socket.emit('close', 1000, Buffer.from(''));
    expect(vi.getTimerCount()).toBe(0);
  });
});
