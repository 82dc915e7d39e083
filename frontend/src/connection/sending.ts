/** Commands on the live socket: what is due is sent, what stays unanswered condemns the socket. */
import type { ClientMessageInput } from '#protocol/client-messages.ts';
import { isEmpty, withNextUpdate, withoutUpdate } from './commands.ts';
import { type Delivery, dueAction, newDelivery, sent } from './delivery.ts';
import { dropLive } from './live.ts';
import type { Held, Machine, Moment, Step } from './machine.ts';
import type { Live } from './states.ts';

/** The commands that travel on a live socket. At most one of each is unanswered. */
export const commandNames = ['heartbeat', 'update', 'end'] as const;
export type CommandName = (typeof commandNames)[number];

/**
 * Sendings without an answer in time after which the socket counts as dead. A heartbeat is itself the probe; another
 * command gets a second chance on the same socket.
 */
const allowedSends: Record<CommandName, number> = { heartbeat: 1, update: 2, end: 2 };

export function deliveryOf({ commands }: Machine, live: Live, name: CommandName): Delivery | undefined {
  switch (name) {
    case 'heartbeat':
      return live.heartbeat;
    case 'update':
      return commands.update?.delivery;
    case 'end':
      return commands.end;
  }
}

/** Puts a delivery back in its place. */
export function withDelivery(machine: Machine, live: Live, name: CommandName, delivery: Delivery): Machine {
  const { commands } = machine;
  switch (name) {
    case 'heartbeat':
      return { ...machine, connection: { ...live, heartbeat: delivery } };
    case 'update':
      return {
        ...machine,
        commands: { ...commands, update: commands.update && { ...commands.update, delivery } },
      };
    case 'end':
      return { ...machine, commands: { ...commands, end: delivery } };
  }
}

/** The command was refused for good: it is not sent again. */
export function withoutCommand(machine: Machine, live: Live, name: CommandName, now: number): Machine {
  const { commands } = machine;
  switch (name) {
    case 'heartbeat':
      return {
        ...machine,
        connection: { ...live, heartbeat: undefined, heartbeatAt: now + live.heartbeatIntervalMs },
      };
    case 'update':
      return { ...machine, commands: commands.update ? withoutUpdate(commands, commands.update) : commands };
    case 'end':
      return { ...machine, commands: { ...commands, end: undefined } };
  }
}

/**
 * Whether commands may be sent now. While the next connection's greeting is unanswered the session may have moved
 * already: what waits is sent to wherever it turns out to be.
 */
export const maySend = (live: Live): boolean => live.move?.name !== 'greeting';

/** Sends what is due. Runs after every step, so that nobody else needs to think of it. */
export function sendDue(machine: Machine, moment: Moment): Step {
  const { connection, held } = machine;
  if (connection.name !== 'live' || held === undefined || !maySend(connection)) return [machine, []];
  const ready = withNewCommands(machine, connection, moment);
  const due = commandNames.map((name) => ({
    name,
    action: actionOf(ready.machine, ready.live, name, moment.now),
  }));
  if (due.some(({ action }) => action === 'dead'))
    return dropLive(ready.machine, ready.live, 'no answer', moment);
  return due
    .filter(({ action }) => action === 'send')
    .reduce<Step>((step, { name }) => send(step, held, name, moment.now), [ready.machine, []]);
}

function actionOf(machine: Machine, live: Live, name: CommandName, now: number): 'wait' | 'send' | 'dead' {
  const delivery = deliveryOf(machine, live, name);
  return delivery === undefined ? 'wait' : dueAction(delivery, allowedSends[name], now);
}

/** Makes the update that wishes ask for, or the heartbeat that is due. One at a time: a step has one new id. */
function withNewCommands(
  machine: Machine,
  live: Live,
  { now, requestId }: Moment,
): { readonly machine: Machine; readonly live: Live } {
  const { commands } = machine;
  if (commands.end?.requestId === requestId) return { machine, live };
  if (hasUnsentWishes(machine))
    return { machine: { ...machine, commands: withNextUpdate(commands, requestId, now) }, live };
  if (live.heartbeat !== undefined || now < live.heartbeatAt) return { machine, live };
  const beating = { ...live, heartbeat: newDelivery(requestId, now) };
  return { machine: { ...machine, connection: beating }, live: beating };
}

export const hasUnsentWishes = ({ commands }: Machine): boolean =>
  commands.update === undefined && commands.end === undefined && !isEmpty(commands.wishes);

function send([machine, effects]: Step, held: Held, name: CommandName, now: number): Step {
  const { commands, connection } = machine;
  const delivery = connection.name === 'live' ? deliveryOf(machine, connection, name) : undefined;
  if (connection.name !== 'live' || delivery === undefined) return [machine, effects];
  const { requestId } = delivery;
  const { sessionId, epoch } = held;
  const to = { requestId, sessionId, epoch };
  const message = ((): ClientMessageInput => {
    switch (name) {
      case 'heartbeat':
        return { action: 'heartbeat', ...to };
      case 'update':
        return {
          action: 'updateSession',
          ...to,
          change: commands.update?.change ?? commands.change,
          ...commands.update?.settings,
        };
      case 'end':
        return { action: 'endSession', ...to };
    }
  })();
  return [
    withDelivery(machine, connection, name, sent(delivery, now)),
    [...effects, { kind: 'send', socket: connection.socket, message }],
  ];
}
