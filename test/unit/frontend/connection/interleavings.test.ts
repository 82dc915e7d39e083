import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sound, still } from './frames-scenes.ts';
import { type ScriptedSocket, type Sent, settled, Tab } from './outside.ts';
import * as server from './server.ts';

/** Anything that may happen next; `at` chooses among what there is. */
const happening = fc.record({
  what: fc.constantFrom(
    ...(['open', 'start', 'takeOver', 'update', 'end', 'endElsewhere', 'newSession'] as const),
    ...(['accept', 'accept', 'accept', 'accept', 'drop', 'answer', 'answer', 'answer', 'answer'] as const),
    ...([
      'answerAgain',
      'refuse',
      'push',
      'update',
      'capture',
      'capture',
      'pass',
      'pass',
      'pass',
      'pass',
      'stall',
      'sleep',
    ] as const),
    ...(['offline', 'online', 'online', 'visible', 'freeze', 'thaw', 'thaw'] as const),
    ...(['tokenRefused', 'tokenBack', 'tokenBack'] as const),
  ),
  at: fc.nat(1_000),
});
const happenings = fc.array(happening, { minLength: 5, maxLength: 60 });
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const refusals = [
  ...(['UNAVAILABLE', 'INTERNAL_ERROR', 'TOKEN_EXPIRED', 'SESSION_SUPERSEDED', 'SESSION_ACTIVE'] as const),
  ...(['SESSION_EXPIRED', 'SESSION_NOT_FOUND', 'INVALID_MESSAGE', 'RATE_LIMITED'] as const),
];

/** Short, so that planned moves are among what happens. */
const rotateAfterMs = 30_000;

/** A tab, a server that answers anything, and all that was ever seen of the two. */
class Run {
  readonly tab = new Tab();
  epoch = 1;
  /** Sockets on which the server has said created or resumed. */
  readonly greeted = new Set<ScriptedSocket>();
  readonly answered = new Set<string>();
  /** Commands that the client no longer waits for, answered or not. */
  readonly over = new Set<string>();

  async begin(onAir: boolean): Promise<void> {
    const { tab } = this;
    tab.client.open();
    await settled();
    if (!onAir) return;
    await this.happen({ what: 'accept', at: 0 });
    this.answer({ socket: tab.socket, command: tab.socket.sent[0] ?? { action: '', requestId: '' } });
    expect(tab.client.view.onAir).toBe(true);
  }

  async happen({ what, at }: Happening): Promise<void> {
    const { tab } = this;
    const { browser, client } = tab;
    const pick = <T>(from: readonly T[]): T | undefined => from[at % Math.max(1, from.length)];
    const asked = tab.open.flatMap((socket) => socket.sent.map((command) => ({ socket, command })));
    const waiting = asked.filter(({ command }) => !this.answered.has(command.requestId));
    switch (what) {
      case 'start':
        client.start({ sourceLanguage: 'en', qualityTier: 'standard' });
        break;
      case 'update':
        client.update(at % 2 === 0 ? { volume: at % 101 } : { muted: at % 3 === 0 });
        break;
      case 'capture':
        for (let time = 0; time < 1 + (at % 3); time++) client.capture(at % 4 === 0 ? still() : sound());
        break;
      case 'open':
      case 'takeOver':
      case 'end':
      case 'endElsewhere':
      case 'newSession':
        client[what]();
        break;
      case 'accept':
        pick(tab.sockets.filter(({ state }) => state === 'connecting'))?.accept();
        break;
      case 'drop':
        pick(tab.sockets.filter(({ state }) => state !== 'closed'))?.drop(at % 2 === 0 ? 1006 : 1001);
        break;
      case 'answer':
        this.answer(pick(waiting));
        break;
      case 'answerAgain':
        this.answer(pick(asked));
        break;
      case 'refuse': {
        const command = pick(waiting);
        if (command === undefined) break;
        const code = refusals[at % refusals.length] ?? 'UNAVAILABLE';
        if (!['UNAVAILABLE', 'INTERNAL_ERROR', 'TOKEN_EXPIRED', 'RATE_LIMITED'].includes(code))
          this.answered.add(command.command.requestId);
        const told = code === 'SESSION_SUPERSEDED' || code === 'SESSION_ACTIVE';
        command.socket.say(server.refusal(command.command, code, told ? server.pair(++this.epoch) : {}));
        break;
      }
      case 'push':
        pick(tab.open)?.say(at % 3 === 0 ? server.ended() : server.superseded(this.epoch + (at % 2)));
        break;
      case 'pass':
        await browser.pass(at * 40);
        break;
      case 'stall':
        await browser.stall(at * 100);
        break;
      case 'sleep':
        browser.wallAheadMs += at * 1_000;
        break;
      case 'offline':
      case 'online':
        tab.online = what === 'online';
        tab.fire(what);
        break;
      case 'visible':
        tab.fire('visibilitychange');
        break;
      case 'freeze':
        tab.fire('pagehide', { persisted: true });
        break;
      case 'thaw':
        tab.fire('pageshow', { persisted: true });
        break;
      case 'tokenRefused':
        tab.token = () => Promise.reject(new Error('login_required'));
        break;
      case 'tokenBack':
        tab.token = async () => 'token';
        break;
    }
    await settled();
  }

  answer(asked: { socket: ScriptedSocket; command: Sent } | undefined): void {
    if (asked === undefined) return;
    const { socket, command } = asked;
    this.answered.add(command.requestId);
    const epoch = this.epoch;
    switch (command.action) {
      case 'createSession':
      case 'resumeSession':
        this.greeted.add(socket);
        if (command.action === 'createSession') socket.say(server.created(command, { epoch, rotateAfterMs }));
        else socket.say(server.resumed(command, { epoch: ++this.epoch, rotateAfterMs }));
        return;
      case 'updateSession':
        socket.say(server.updated(command));
        return;
      case 'heartbeat':
        socket.say(server.acknowledged(command));
        return;
      case 'sendFrames':
        socket.say(server.framesAcked(command));
        return;
      case 'endSession':
        socket.say(server.ended(command));
    }
  }

  /** What must hold after every step. */
  check(): void {
    const { client, sockets, open } = this.tab;
    const { status, onAir, connection, session } = client.view;
    const numbers = sockets
      .flatMap(({ sent }) => sent.slice(0, 1))
      .map((first) => first['connectionNumber'] ?? 0);
    const counted = numbers.filter((number) => number !== 0).map(Number);
    expect(counted).toEqual([...new Set(counted)].sort((a, b) => a - b));

    expect(open.length).toBeLessThanOrEqual(2);
    for (const socket of sockets.filter((each) => !this.greeted.has(each)))
      for (const { action } of socket.sent)
        expect(['createSession', 'resumeSession', 'endSession']).toContain(action);

    // One id means one command; two commands of a kind are never unanswered at once.
    const commands = sockets.flatMap(({ sent }) => sent);
    const actions = new Map<string, string>();
    for (const { requestId, action } of commands) {
      expect(actions.get(requestId) ?? action).toBe(action);
      actions.set(requestId, action);
    }
    const settledPhases = ['off', 'elsewhere', 'ended', 'expired', 'failed', 'outdated'];
    for (const action of ['createSession', 'updateSession', 'sendFrames']) {
      const unanswered = new Set(
        commands
          .filter((command) => command.action === action)
          .map(({ requestId }) => requestId)
          .filter((requestId) => !this.answered.has(requestId) && !this.over.has(requestId)),
      );
      expect(unanswered.size).toBeLessThanOrEqual(1);
      if (settledPhases.includes(status.phase)) for (const requestId of unanswered) this.over.add(requestId);
    }

    if (onAir) {
      const first = open.find(({ sent }) => sent[0]?.['connectionNumber'] === connection?.connectionNumber);
      expect(first ?? open.find((socket) => this.greeted.has(socket))).toBeDefined();
      expect(client.now()).toBeLessThan(session?.leaseEndsAt ?? 0);
    }
  }

  /** Faults stop: the network is there, sockets open, the server answers. */
  async recover(): Promise<void> {
    const { tab } = this;
    tab.online = true;
    tab.token = async () => 'token';
    tab.fire('online');
    for (let round = 0; round < 40 && !tab.client.view.onAir; round++) {
      await tab.browser.pass(2_000);
      for (const socket of tab.sockets.filter(({ state }) => state === 'connecting')) socket.accept();
      for (const socket of tab.open) for (const command of [...socket.sent]) this.answer({ socket, command });
      await settled();
      this.check();
    }
  }
}

test('whatever happens in whatever order, the client keeps its promises', async () => {
  await fc.assert(
    fc.asyncProperty(fc.boolean(), happenings, async (startsOnAir, each) => {
      const run = new Run();
      await run.begin(startsOnAir);
      for (const next of each) {
        await run.happen(next);
        run.check();
      }
      // What it still wants, it gets once faults stop; what a person must decide stays with the person.
      const { phase } = run.tab.client.view.status;
      const { ending } = run.tab.client.view;
      await run.recover();
      if ((phase === 'connecting' || phase === 'reconnecting') && !ending)
        // elsewhere: a push had named a newer owner than the answer.
        expect(['onAir', 'off', 'ended', 'elsewhere']).toContain(run.tab.client.view.status.phase);
    }),
    { numRuns: 400 },
  );
});
