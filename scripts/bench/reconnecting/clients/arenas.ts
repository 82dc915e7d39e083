/** Each library with its server side. */
import { randomInt } from 'node:crypto';
import type { Stage } from '../../line.ts';
import type { Library } from '../plan.ts';
import type { Arena } from './contender.ts';

/**
 * Loads that library alone: a process has no other in it.
 * @param stage for Podium; all others bring their server along
 */
export async function openArena(library: Library, stage: Stage): Promise<Arena> {
  switch (library) {
    case 'Podium':
      return (await import('./podium.ts')).openPodium(stage);
    case 'partysocket':
      return (await import('./reconnecting-sockets.ts')).openPartySocket();
    case 'reconnecting-websocket':
      return (await import('./reconnecting-sockets.ts')).openReconnectingWebSocket(
        () => randomInt(2 ** 32) / 2 ** 32,
      );
    case 'socket.io':
      return (await import('./socket-io.ts')).openSocketIo();
  }
}
