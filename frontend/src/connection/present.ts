/** From what the machine knows to what a page may show. */
import { EXPIRY_WARNING_MS } from '#protocol/limits.ts';
import { wishedNames } from './commands.ts';
import { type Machine, newMachine } from './machine.ts';
import { isPlainResume } from './opener.ts';
import { possibleIn } from './person.ts';
import type { Status, View } from './view.ts';

/** Where it is not known yet which client this is. */
export const nobody = newMachine({ clientId: '' }, true);

export function viewOf(machine: Machine): View {
  const { commands, live, told } = machine;
  const status = statusOf(machine);
  return {
    status,
    onAir: status.phase === 'onAir',
    session: told?.facts,
    settings: told && { ...told.settings, ...commands.wishes },
    listenerCount: told?.listenerCount,
    frames: told && machine.sending?.countsOf(machine),
    unacknowledged: wishedNames(commands.wishes),
    ending: commands.end !== undefined || machine.opener?.message.action === 'endSession',
    expiresSoon: told !== undefined && machine.now >= told.facts.expiresAt - EXPIRY_WARNING_MS,
    possible: possibleIn(machine),
    notice: machine.notice,
    connection: live && {
      connectionNumber: live.socket,
      openedAt: live.openedAt,
      lastHeartbeatAt: live.renewedAt,
    },
    closedConnections: machine.closedConnections,
  };
}

function statusOf(machine: Machine): Status {
  const { attempt, live, opener, reachable } = machine;
  if (!live && !attempt) return machine.outcome;
  const leaseEndsAt = machine.told?.facts.leaseEndsAt;
  const offline = !reachable;
  // A start or a takeover is on its way to a session that this page does not hold yet.
  if (leaseEndsAt === undefined || (opener && !isPlainResume(opener)))
    return { phase: 'connecting', offline };
  const leaseRanOut = machine.now >= leaseEndsAt;
  if (live && !leaseRanOut && !live.suspect && !machine.supersededBy) return { phase: 'onAir' };
  return {
    phase: 'reconnecting',
    offline,
    leaseRanOut,
    leaseEndsAt,
    nextTryAt: !live && attempt?.name === 'waiting' && reachable ? attempt.dueAt : undefined,
  };
}
