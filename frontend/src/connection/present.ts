/** From what the machine knows to what a page may show. */
import { EXPIRY_WARNING_MS } from '#protocol/limits.ts';
import { wishedNames } from './commands.ts';
import type { Machine } from './machine.ts';
import { isPlainResume } from './opener.ts';
import { possibleIn } from './person.ts';
import type { Status, View } from './view.ts';

export function viewOf(machine: Machine): View {
  const { closedConnections, commands, live, notice, now, opener, sending, told } = machine;
  const status = statusOf(machine);
  return {
    status,
    onAir: status.phase === 'onAir',
    session: told?.facts,
    settings: told && { ...told.settings, ...commands.wishes },
    listenerCount: told?.listenerCount,
    frames: told && sending?.countsOf(machine),
    unacknowledged: wishedNames(commands.wishes),
    ending: commands.end !== undefined || opener?.message.action === 'endSession',
    expiresSoon: told !== undefined && now >= told.facts.expiresAt - EXPIRY_WARNING_MS,
    possible: possibleIn(machine),
    notice,
    connection: live && {
      connectionNumber: live.socket,
      openedAt: live.openedAt,
      lastHeartbeatAt: live.renewedAt,
    },
    closedConnections,
  };
}

function statusOf(machine: Machine): Status {
  const { attempt, live, now, opener, outcome, reachable, supersededBy, told } = machine;
  if (!live && !attempt) return outcome;
  const leaseEndsAt = told?.facts.leaseEndsAt;
  const offline = !reachable;
  // A start or a takeover is on its way to a session that this page does not hold yet.
  if (leaseEndsAt === undefined || (opener && !isPlainResume(opener)))
    return { phase: 'connecting', offline };
  const leaseRanOut = now >= leaseEndsAt;
  if (live && !leaseRanOut && !live.suspect && !supersededBy) return { phase: 'onAir' };
  return {
    phase: 'reconnecting',
    offline,
    leaseRanOut,
    leaseEndsAt,
    nextTryAt: !live && attempt?.name === 'waiting' && reachable ? attempt.dueAt : undefined,
  };
}
