/** What a person asked for and the server has not acknowledged: one command of each kind at most, however often asked. */
import { type Command, newCommand, onNewSocket } from './command.ts';
import type { FramesMessage } from './frames-message.ts';
import type { Settings } from './view.ts';

export interface Commands {
  /** Every setting not acknowledged, as last wished; those on their way are among them. */
  readonly wishes: Partial<Settings>;
  /** The highest change used within the epoch. */
  readonly change: number;
  readonly update?: Command<UpdateMessage> | undefined;
  readonly end?: Command<{ readonly action: 'endSession' }> | undefined;
  /** One message of frames; those that wait behind it are `held.frames`. */
  readonly frames?: Command<FramesMessage> | undefined;
  /** Only ever for the socket in use: it is not taken along to the next. */
  readonly heartbeat?: Command<{ readonly action: 'heartbeat' }> | undefined;
}

interface UpdateMessage extends Partial<Settings> {
  readonly action: 'updateSession';
  readonly change: number;
}

export const commandNames = ['heartbeat', 'update', 'end', 'frames'] as const;
export type CommandName = (typeof commandNames)[number];

export const noCommands: Commands = { wishes: {}, change: 0 };

export const wishedNames = (wishes: Partial<Settings>): readonly (keyof Settings)[] =>
  Object.keys(wishes) as (keyof Settings)[];

/** Whether the next update has something to say. */
export const hasUnsentWishes = ({ end, update, wishes }: Commands): boolean =>
  !update && !end && wishedNames(wishes).length > 0;

/** Puts everything unacknowledged into the next update. */
export function withNextUpdate(
  commands: Commands,
  moment: { readonly requestId: string; readonly now: number },
): Commands {
  const change = commands.change + 1;
  return {
    ...commands,
    change,
    update: newCommand({ action: 'updateSession', change, ...commands.wishes }, moment),
  };
}

/** The command was answered. What an update carried is settled, unless the person has changed it again since. */
export function without(commands: Commands, name: CommandName): Commands {
  const { update, wishes } = commands;
  const open = wishedNames(wishes).filter(
    (each) => name !== 'update' || wishes[each] !== update?.message[each],
  );
  return {
    ...commands,
    wishes: Object.fromEntries(open.map((each) => [each, wishes[each]])),
    [name]: undefined,
  };
}

/** The same commands on a new connection: same requestIds, changes counted on from what the new epoch has stored. */
export function onNewEpoch(
  { end, frames, update, wishes }: Commands,
  storedChange: number,
  now: number,
): Commands {
  const change = storedChange + (update ? 1 : 0);
  return {
    wishes,
    change,
    update: update && { ...onNewSocket(update, now), message: { ...update.message, change } },
    end: end && onNewSocket(end, now),
    frames: frames && onNewSocket(frames, now),
  };
}

/** Which command a message answers. */
export const commandOf = (commands: Commands, requestId: string | undefined): CommandName | undefined =>
  commandNames.find((name) => commands[name] && commands[name].requestId === requestId);
