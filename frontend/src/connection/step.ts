/** The machine: one pure step from state and event to the next state and what is to be done about it. */
import type { ClientEvent } from './events.ts';
import type { Machine, Moment, Step } from './machine.ts';
import { and } from './machine.ts';
import { onPerson } from './person.ts';
import { sendDue } from './sending.ts';
import { onSocket } from './sockets.ts';
import { onSurroundings } from './surroundings.ts';

export function step(machine: Machine, event: ClientEvent, moment: Moment): Step {
  return and(handle(machine, event, moment), (after) => sendDue(after, moment));
}

function handle(machine: Machine, event: ClientEvent, moment: Moment): Step {
  switch (event.kind) {
    case 'pageOpened':
    case 'startPressed':
    case 'takeoverPressed':
    case 'settingsChanged':
    case 'endPressed':
    case 'endElsewherePressed':
    case 'newSessionPressed':
    case 'noticeDismissed':
    case 'pageClosed':
      return onPerson(machine, event, moment);
    case 'woke':
    case 'cameOnline':
    case 'wentOffline':
    case 'pageFrozen':
    case 'becameVisible':
    case 'slept':
      return onSurroundings(machine, event, moment);
    case 'tokenRefused':
    case 'socketOpened':
    case 'messageArrived':
    case 'socketClosed':
      return onSocket(machine, event, moment);
  }
}
