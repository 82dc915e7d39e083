/** What a person asked for and the server has not acknowledged: one update and one end at most, however often asked. */
import { type Delivery, newDelivery, onNewSocket } from './delivery.ts';
import type { Settings } from './view.ts';

export interface Update {
  readonly delivery: Delivery;
  readonly settings: Partial<Settings>;
  readonly change: number;
}

export interface Commands {
  /** Every setting not acknowledged, as last wished; those on their way are among them. */
  readonly wishes: Partial<Settings>;
  /** The one `updateSession` on its way. */
  readonly update: Update | undefined;
  /** The highest change used within the epoch. */
  readonly change: number;
  readonly end: Delivery | undefined;
}

export const noCommands: Commands = { wishes: {}, update: undefined, change: 0, end: undefined };

export const isEmpty = (wishes: Partial<Settings>): boolean => Object.keys(wishes).length === 0;

export const wishedNames = (wishes: Partial<Settings>): readonly (keyof Settings)[] =>
  Object.keys(wishes) as (keyof Settings)[];

export const withWishes = (commands: Commands, wishes: Partial<Settings>): Commands => ({
  ...commands,
  wishes: { ...commands.wishes, ...wishes },
});

/** Puts everything unacknowledged into the next update. Only where none is on its way. */
export function withNextUpdate(commands: Commands, requestId: string, now: number): Commands {
  const change = commands.change + 1;
  const update = { delivery: newDelivery(requestId, now), settings: commands.wishes, change };
  return { ...commands, change, update };
}

/** The update was answered: what it carried is settled, unless the person has changed it again since. */
export function withoutUpdate(commands: Commands, update: Update): Commands {
  const { wishes } = commands;
  const open = wishedNames(wishes).filter((name) => wishes[name] !== update.settings[name]);
  return {
    ...commands,
    wishes: Object.fromEntries(open.map((name) => [name, wishes[name]])),
    update: undefined,
  };
}

/** The same commands on a new connection: same requestIds, changes counted on from what the new epoch has stored. */
export function onNewEpoch(commands: Commands, storedChange: number, now: number): Commands {
  const { wishes, update, end } = commands;
  return {
    wishes,
    change: update === undefined ? storedChange : storedChange + 1,
    update: update && {
      ...update,
      delivery: onNewSocket(update.delivery, now),
      change: storedChange + 1,
    },
    end: end && onNewSocket(end, now),
  };
}
