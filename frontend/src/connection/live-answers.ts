/** What may arrive on the socket that owns the session. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import { type Update, withoutUpdate } from './commands.ts';
import { type Delivery, postponed } from './delivery.ts';
import { askPerson, failureOf, isOutdated, overOutcome, sessionOver } from './endings.ts';
import { factsOf, renewed, settingsOf } from './lease.ts';
import { beginMove, dropLive } from './live.ts';
import type { Held, Machine, Moment, Step } from './machine.ts';
import { commandNames, deliveryOf, withDelivery, withoutCommand } from './sending.ts';
import type { Live } from './states.ts';

export function receiveWhileLive(
  machine: Machine,
  live: Live,
  held: Held,
  message: ServerMessage,
  moment: Moment,
): Step {
  const hearing = { ...live, heardAt: moment.now };
  const heard: Machine = { ...machine, connection: hearing };
  switch (message.type) {
    case 'sessionUpdated': {
      const { update } = machine.commands;
      return update?.delivery.requestId === message.requestId && held.epoch === message.epoch
        ? [updated(machine, hearing, held, update, message), []]
        : [heard, []];
    }
    case 'heartbeatAck':
      return live.heartbeat !== undefined &&
        live.heartbeat.requestId === message.requestId &&
        held.epoch === message.epoch
        ? [beaten(machine, hearing, held, live.heartbeat, message), []]
        : [heard, []];
    case 'sessionEnded': {
      const { reason, sessionId } = message;
      return sessionId === held.sessionId
        ? sessionOver(machine, { phase: 'ended', reason, sessionId }, false, moment.now)
        : [heard, []];
    }
    case 'connectionSuperseded': {
      const { sessionId, epoch } = message;
      return sessionId === held.sessionId && epoch > held.epoch && !isOlder(live)
        ? askPerson(machine, { sessionId, epoch, status: 'live' }, live, moment.now)
        : [heard, []];
    }
    case 'error':
      return refused(heard, hearing, held, message, moment);
    // Greetings are answered on sockets that greet; a second copy says nothing new.
    case 'sessionCreated':
    case 'sessionResumed':
      return [heard, []];
  }
}

/** A newer socket of this client is open or being opened: that one's answer decides. */
const isOlder = ({ move }: Live): boolean => move !== undefined && move.name !== 'waiting';

function updated(
  machine: Machine,
  live: Live,
  held: Held,
  update: Update,
  snapshot: ServerMessage<'sessionUpdated'>,
): Machine {
  const sentAt = update.delivery.sentAt ?? live.renewedAt;
  const commands = withoutUpdate(machine.commands, update);
  return {
    ...machine,
    connection: heardAfter(live, sentAt),
    commands: { ...commands, change: Math.max(commands.change, snapshot.change) },
    held: {
      ...held,
      told: { facts: factsOf(snapshot, sentAt, held.told?.facts), settings: settingsOf(snapshot) },
    },
  };
}

function beaten(
  machine: Machine,
  live: Live,
  held: Held,
  heartbeat: Delivery,
  ack: ServerMessage<'heartbeatAck'>,
): Machine {
  const sentAt = heartbeat.sentAt ?? live.renewedAt;
  return {
    ...machine,
    connection: { ...heardAfter(live, sentAt), heartbeat: undefined },
    held: { ...held, told: held.told && { ...held.told, facts: renewed(held.told.facts, ack, sentAt) } },
  };
}

/** A writing command sent at `sentAt` was accepted: the next heartbeat counts from there. */
const heardAfter = (live: Live, sentAt: number): Live => ({
  ...live,
  renewedAt: sentAt,
  heartbeatAt: sentAt + live.heartbeatIntervalMs,
  suspect: false,
});

function refused(
  machine: Machine,
  live: Live,
  held: Held,
  error: ServerMessage<'error'>,
  moment: Moment,
): Step {
  const { now } = moment;
  if (error.requestId === undefined)
    return error.retry === 'withNewToken' ? beginMove(machine, live, now) : [machine, []];
  const name = commandNames.find((each) => deliveryOf(machine, live, each)?.requestId === error.requestId);
  const delivery = name && deliveryOf(machine, live, name);
  if (name === undefined || delivery === undefined) return [machine, []];
  if (error.code === 'SESSION_SUPERSEDED') {
    const old = error.sessionId === held.sessionId && error.epoch !== undefined && error.epoch <= held.epoch;
    // Only "ask": a resume on a fresh socket decides. What was refused stays to be sent.
    return old || isOlder(live) ? [machine, []] : dropLive(machine, live, error.code, moment);
  }
  switch (error.retry) {
    case 'withNewToken':
      return beginMove(machine, live, now);
    case 'afterBackoff': {
      const later = postponed(delivery, error.retryAfterMs, now, moment.random);
      return [withDelivery(machine, live, name, later), []];
    }
    case 'afterCreate':
      return sessionOver(machine, overOutcome(error, held.sessionId), false, now);
    case 'never': {
      const notice = isOutdated(error)
        ? ({ kind: 'outdated', message: error.message } as const)
        : ({ kind: 'commandRefused', failure: failureOf(error) } as const);
      return [{ ...withoutCommand(machine, live, name, now), notice }, []];
    }
  }
}
