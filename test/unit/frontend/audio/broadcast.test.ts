// When the microphone is given back: as soon as nothing runs, and nothing was asked for.
import { afterEach, expect, test, vi } from 'vitest';
import { Broadcast } from '../../../../frontend/src/audio/broadcast.ts';
import type { Status, View } from '../../../../frontend/src/connection/client.ts';
import type { SpeakerClient } from '../../../../frontend/src/connection/speaker.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A client that is wherever the test says, at a browser that asks the person for the microphone. */
function broadcastOf() {
  const storage = { getItem: () => null };
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('navigator', { mediaDevices: { getUserMedia: () => new Promise(() => undefined) } });
  let view = { status: { phase: 'off' } } as View;
  const followers = new Set<(view: View) => void>();
  const client = {
    get view() {
      return view;
    },
    subscribe(follower: (view: View) => void) {
      followers.add(follower);
      return () => followers.delete(follower);
    },
  } as unknown as SpeakerClient;
  const becomes = (status: Status): void => {
    view = { status } as View;
    for (const follower of followers) follower(view);
  };
  return { broadcast: new Broadcast(client), becomes };
}

test.each<Status>([{ phase: 'off' }, { phase: 'ended', sessionId: 'a-b-1', reason: 'requested' }])(
  'a start that leads to $phase leaves no microphone open',
  (status) => {
    const { becomes, broadcast } = broadcastOf();
    becomes({ phase: 'connecting', offline: false });
    void broadcast.openMicrophone();
    expect(broadcast.state.microphone).toEqual({ kind: 'asking' });
    becomes({ phase: 'connecting', offline: true });
    expect(broadcast.state.microphone).toEqual({ kind: 'asking' });
    becomes(status);
    expect(broadcast.state.microphone).toEqual({ kind: 'off' });
  },
);
