/** From what the machine knows to what a page may show. */
import { limits } from '#protocol/limits.ts';
import { wishedNames } from './commands.ts';
import { countsOf } from './frames-message.ts';
import type { Machine } from './machine.ts';
import { asksForHeld, isPlainResume } from './opener.ts';
import { abilities } from './states.ts';
import type { Status, View } from './view.ts';

export function viewOf(machine: Machine, now: number): View {
  const { closedConnections, commands, connection, held, notice, opener } = machine;
  const { command = false, decide = false, leave = false, start = false } = abilities[connection.name];
  const status = statusOf(machine, now);
  const told = held?.told;
  const mayCommand = command && held !== undefined && commands.end === undefined && asksForHeld(opener);
  return {
    status,
    onAir: status.phase === 'onAir',
    session: told?.facts,
    settings: told && { ...told.settings, ...commands.wishes },
    listenerCount: told?.listenerCount,
    frames: told && countsOf(held.frames, commands.frames?.message),
    unacknowledged: wishedNames(commands.wishes),
    ending: commands.end !== undefined || opener?.message.action === 'endSession',
    expiresSoon: told !== undefined && now >= told.facts.expiresAt - limits.expiryWarningMs,
    possible: {
      start,
      update: mayCommand && told !== undefined,
      end: mayCommand,
      decide,
      newSession: leave,
    },
    notice,
    connection:
      connection.name === 'live'
        ? {
            connectionNumber: connection.socket,
            openedAt: connection.openedAt,
            lastHeartbeatAt: connection.renewedAt,
          }
        : undefined,
    closedConnections,
  };
}

function statusOf({ connection, held, opener, reachable }: Machine, now: number): Status {
  const leaseEndsAt = held?.told?.facts.leaseEndsAt;
  switch (connection.name) {
    case 'idle':
      return { phase: 'off' };
    case 'closed':
      return connection.outcome;
    case 'asking': {
      const { elsewhere } = connection;
      return { phase: 'elsewhere', elsewhere, wasHere: held?.sessionId === elsewhere.sessionId };
    }
    case 'live':
      if (leaseEndsAt !== undefined && now < leaseEndsAt && !connection.suspect) return { phase: 'onAir' };
      break;
    case 'opening':
    case 'greeting':
    case 'waiting':
  }
  const offline = !reachable;
  // A start or a takeover is on its way to a session that this page does not hold yet.
  if (leaseEndsAt === undefined || (opener && !isPlainResume(opener)))
    return { phase: 'connecting', offline };
  return {
    phase: 'reconnecting',
    offline,
    leaseRanOut: now >= leaseEndsAt,
    leaseEndsAt,
    nextTryAt: connection.name === 'waiting' && reachable ? connection.retryAt : undefined,
  };
}
