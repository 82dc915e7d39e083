/** From what the machine knows to what a page may show. */
import { limits } from '#protocol/limits.ts';
import { wishedNames } from './commands.ts';
import type { Machine } from './machine.ts';
import { abilities } from './states.ts';
import type { Possible, Status, View } from './view.ts';

export function viewOf(machine: Machine, now: number): View {
  const { closedConnections, commands, connection, held, notice } = machine;
  const status = statusOf(machine, now);
  const told = held?.told;
  return {
    status,
    onAir: status.phase === 'onAir',
    ...(told && { session: told.facts, settings: { ...told.settings, ...commands.wishes } }),
    unacknowledged: wishedNames(commands.wishes),
    ending: commands.end !== undefined || machine.opener?.kind === 'end',
    expiresSoon: told !== undefined && now >= told.facts.expiresAt - limits.expiryWarningMs,
    possible: possibleIn(machine),
    ...(notice && { notice }),
    ...(connection.name === 'live' && {
      connection: {
        connectionNumber: connection.socket,
        openedAt: connection.openedAt,
        lastHeartbeatAt: connection.renewedAt,
      },
    }),
    closedConnections,
  };
}

function possibleIn({ commands, connection, held }: Machine): Possible {
  const may = abilities[connection.name];
  const command = may.command && commands.end === undefined;
  return {
    start: may.start,
    update: command && held?.told !== undefined,
    end: command && held !== undefined,
    decide: may.decide,
    newSession: may.leave,
  };
}

function statusOf(machine: Machine, now: number): Status {
  const { connection, held } = machine;
  switch (connection.name) {
    case 'idle':
      return { phase: 'off' };
    case 'closed':
      return connection.outcome;
    case 'asking': {
      const { elsewhere } = connection;
      const wasHere = held?.sessionId === elsewhere.sessionId;
      return { phase: 'elsewhere', elsewhere, wasHere };
    }
    case 'opening':
    case 'greeting':
    case 'waiting':
      return underway(machine, now);
    case 'live': {
      const leaseRuns = held?.told !== undefined && now < held.told.facts.leaseEndsAt;
      return leaseRuns && !connection.suspect ? { phase: 'onAir' } : underway(machine, now);
    }
  }
}

function underway({ connection, held, opener, reachable }: Machine, now: number): Status {
  const offline = !reachable;
  const own = opener === undefined || opener.kind === 'resume';
  const leaseEndsAt = own ? held?.told?.facts.leaseEndsAt : undefined;
  if (leaseEndsAt === undefined) return { phase: 'connecting', offline };
  const nextTryAt = connection.name === 'waiting' && reachable ? connection.retryAt : undefined;
  return {
    phase: 'reconnecting',
    offline,
    leaseRanOut: now >= leaseEndsAt,
    leaseEndsAt,
    ...(nextTryAt !== undefined && { nextTryAt }),
  };
}
