/** Histories of one speaker's item: operations of several windows at once on the simulated table, in bad weather. */
import { durationMs, epochMs, type EpochMs, type SessionId } from '#protocol/units.ts';
import { decideCreate } from '../../lambdas/session/create.ts';
import type { Decision } from '../../lambdas/session/decision.ts';
import { decideDisconnect } from '../../lambdas/session/disconnect.ts';
import { decideEnd } from '../../lambdas/session/end.ts';
import { decideResume } from '../../lambdas/session/resume.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { decideHeartbeat, decideUpdate } from '../../lambdas/session/update.ts';
import { databaseTimeouts } from '../../lambdas/store/database.ts';
import type { Outcome } from '../../lambdas/store/settle.ts';
import { createSpeakerStore, type SpeakerStore } from '../../lambdas/store/speaker-store.ts';
import { Chance } from '../simulation/chance.ts';
import { simulatedSdk, type AttemptFate } from '../simulation/dynamodb/sdk.ts';
import { Table } from '../simulation/dynamodb/table.ts';
import { Scheduler } from '../simulation/scheduler.ts';
import {
  createMessage,
  endMessage,
  heartbeatMessage,
  newPage,
  otherWindow,
  reconnected,
  resumeMessage,
  START,
  terms as usualTerms,
  updateMessage,
  type Page,
} from '../support/speaker.ts';
import type { Operation } from './checker.ts';

type State = SpeakerItem | undefined;
export type History = readonly Operation<State>[];

export const CONCURRENT = 12;
const terms = { ...usualTerms, leaseMs: durationMs(60_000), skewMs: durationMs(0) };

/** A call on the store, and the rule that says what it means. */
interface Call {
  readonly name: string;
  readonly send: (store: SpeakerStore, now: EpochMs) => Promise<Outcome>;
  readonly rule: (item: State, now: EpochMs) => Decision;
}

/** What a client is told; how its own connection was opened and closed it is not. */
export function answerOf(outcome: Outcome | Decision): string {
  if (outcome.kind === 'refuse') return JSON.stringify(outcome.refusal);
  const item = outcome.kind === 'commit' ? outcome.next : outcome.item;
  const { sessionId, status, epoch, change, leaseUntil, expiresAt, createdAt, creates, owner } = item;
  return JSON.stringify({
    ...{ sessionId, status, epoch, change, leaseUntil, expiresAt, createdAt },
    settings: Object.entries(item.settings).sort(),
    owner: owner.connectionId,
    creates: creates.map((create) => `${create.requestId} ${create.made} ${create.fate}`),
  });
}

export const stateKey = (item: State): string =>
  item === undefined ? '' : answerOf({ kind: 'ignore', item });

/** One seed, one history: a session is made, then up to twelve calls run at once. */
export async function historyOf(seed: number): Promise<History> {
  const chance = new Chance(seed);
  const scheduler = new Scheduler(START, chance);
  const table = new Table<number>(() => undefined);
  const troubled = new Set<number>();
  let sender = 0;
  const client = simulatedSdk<number>({
    table,
    attempts: databaseTimeouts.attempts,
    attemptMs: databaseTimeouts.attemptMs,
    sender: () => sender,
    surroundings: {
      after: (ms, run) => void scheduler.after(ms, run),
      isWaiting: () => true,
      backoffMs: () => chance.between(0, 40),
      fate: (_operation, _command, by) => {
        const fate = weather(chance);
        if (fate.kind !== 'answered') troubled.add(by);
        return fate;
      },
    },
  });
  /** Every command of an operation is sent in its own name. */
  const storeOf = (operation: number) =>
    createSpeakerStore({
      client: {
        send: ((command: never) => {
          sender = operation;
          return client.send(command);
        }) as typeof client.send,
      },
      tableName: 'podium',
      terms,
    });

  const history: Operation<State>[] = [];
  const run = async (index: number, call: Call, now: EpochMs) => {
    const calledAt = scheduler.steps;
    const outcome = await call.send(storeOf(index), now).catch(() => undefined);
    const apply = (item: State) => {
      const decision = call.rule(item, now);
      return { answer: answerOf(decision), state: decision.kind === 'commit' ? decision.next : item };
    };
    const name = `${index} ${call.name}`;
    if (outcome !== undefined)
      history.push({ name, calledAt, returnedAt: scheduler.steps, answer: answerOf(outcome), apply });
    // An attempt that nobody heard of may have been carried out as well, whenever.
    if (outcome === undefined || troubled.has(index))
      history.push({ name: `${name}, unheard`, calledAt, returnedAt: Infinity, apply });
  };
  const settle = async (calls: Promise<void>[]) => {
    const open = new Set(calls);
    for (const call of calls) void call.finally(() => open.delete(call));
    while (open.size > 0) {
      scheduler.step();
      // Lets whoever was answered send the next command; a longer way there is only another schedule.
      for (let hop = 0; hop < 16; hop += 1) await Promise.resolve();
    }
    await Promise.all(calls);
  };

  const first = newPage();
  const windows = [
    first,
    reconnected(first),
    reconnected(reconnected(first)),
    otherWindow(first),
    otherWindow(first),
  ];
  const sessionId = nameOf(0);
  await settle([run(0, createCall(first, 0), START)]);
  // Sometimes in the middle of the session, sometimes around the end of its lease.
  const from = chance.happens(0.3) ? terms.leaseMs - 50 : 1_000;
  const count = chance.between(4, CONCURRENT + 1);
  const calls = Array.from({ length: count }, (_, index) => {
    const call = anyCall(chance, chance.pick(windows), sessionId, index + 1);
    const startsIn = chance.between(0, 30);
    const now = epochMs(START + from + chance.between(0, 100));
    return new Promise<void>((resolve, reject) => {
      scheduler.after(startsIn, () => void run(index + 1, call, now).then(resolve, reject));
    });
  });
  await settle(calls);
  return history;
}

const nameOf = (index: number) => `name-of-${index}` as SessionId;

function weather(chance: Chance): AttemptFate {
  const [requestMs, answerMs] = [chance.between(1, 20), chance.between(1, 20)];
  if (!chance.happens(0.15)) return { kind: 'answered', requestMs, answerMs };
  return chance.pick<AttemptFate>([
    { kind: 'notSent', failMs: answerMs },
    { kind: 'answerLost', requestMs, failMs: answerMs },
    { kind: 'appliedLate', requestMs },
    { kind: 'throttled', answerMs },
    { kind: 'failed', applied: true, answerMs },
    { kind: 'failed', applied: false, answerMs },
  ]);
}

function createCall(page: Page, index: number): Call {
  const message = createMessage(page);
  const makeName = () => nameOf(index);
  return {
    name: 'createSession',
    send: (store, now) => store.createSession(message, page.caller, now, makeName),
    rule: (item, now) => {
      const decision = decideCreate(item, message, page.caller, terms, now, makeName());
      if (decision.kind === 'needsName') throw new Error('It was given a name.');
      return decision;
    },
  };
}

function anyCall(chance: Chance, page: Page, sessionId: SessionId, index: number): Call {
  const { caller } = page;
  const named = { sessionId, epoch: chance.between(1, 4) };
  switch (chance.weighted({ create: 2, resume: 4, update: 5, heartbeat: 2, end: 1, disconnect: 3 })) {
    case 'create':
      return createCall(page, index);
    case 'resume': {
      const message = resumeMessage(page, chance.happens(0.5) ? { ...named, takeover: true } : {});
      return {
        name: 'resumeSession',
        send: (store, now) => store.resumeSession(message, caller, now),
        rule: (item, now) => decideResume(item, message, caller, terms, now),
      };
    }
    case 'update': {
      const message = updateMessage(named, chance.between(1, 6), { volume: index });
      return {
        name: 'updateSession',
        send: (store, now) => store.updateSession(message, caller, now),
        rule: (item, now) => decideUpdate(item, message, caller, terms, now),
      };
    }
    case 'heartbeat': {
      const message = heartbeatMessage(named);
      return {
        name: 'heartbeat',
        send: (store, now) => store.heartbeat(message, caller, now),
        rule: (item, now) => decideHeartbeat(item, message, caller, terms, now),
      };
    }
    case 'end': {
      const message = endMessage(named);
      return {
        name: 'endSession',
        send: (store, now) => store.endSession(message, caller, now),
        rule: (item, now) => decideEnd(item, message, now),
      };
    }
    case 'disconnect': {
      const closing = { code: 1006, reason: '' };
      return {
        name: '$disconnect',
        send: (store, now) => store.disconnect(closing, caller, now),
        rule: (item, now) => decideDisconnect(item, closing, caller, terms, now),
      };
    }
  }
}
