/** The newest value of something that changes outside of components, which come and go without touching it. */
import { useLayoutEffect, useReducer } from 'preact/hooks';
import type { Broadcast, BroadcastState } from '../audio/broadcast.ts';
import type { SessionClient, View } from '../connection/client.ts';
import type { Entry, EntryState } from '../entry.ts';

interface Source {
  subscribe(listener: () => void): () => void;
}

export function useCurrent<S extends Source, T>(source: S, read: (source: S) => T): T {
  const [, rerender] = useReducer((count: number) => count + 1, 0);
  const rendered = read(source);
  useLayoutEffect(() => {
    // It may have changed between rendering and this.
    if (read(source) !== rendered) rerender(undefined);
    return source.subscribe(() => rerender(undefined));
    // Only another source is subscribed anew.
  }, [source]);
  return rendered;
}

export const useEntry = (entry: Entry): EntryState => useCurrent(entry, ({ state }) => state);
export const useView = (client: SessionClient): View => useCurrent(client, ({ view }) => view);
export const useBroadcast = (broadcast: Broadcast): BroadcastState =>
  useCurrent(broadcast, ({ state }) => state);
