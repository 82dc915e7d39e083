/** A stage in the hands of the checks: sockets, speakers, and faults that the client makes itself. */
import { setTimeout as delay } from 'node:timers/promises';
import type { PostMortemStage } from '../e2e/post-mortems-suite.ts';
import { openTab, type Cable } from '../support/node-client.ts';
import { openSocket, speakerOptions, type Message, type TestSocket } from '../support/socket.ts';
import { createSpeakerPool, type SpeakerPool } from './speaker-pool.ts';
import { storedIn } from './stored.ts';
import type { SmokeTarget } from './target.ts';

/** API Gateway promises nothing about when `$disconnect` comes. */
const DISCONNECT_WITHIN_MS = 60_000;
/** A busy database is not what ends a run: it is asked again. */
const ATTEMPTS = 5;
const BACKOFF_MS = 1_000;

export interface SmokeStage {
  readonly target: SmokeTarget;
  readonly pool: SpeakerPool;
  readonly stored: PostMortemStage['stored'];
  connect(speaker: string): Promise<TestSocket>;
  createCommand(clientId: string, connectionNumber?: number): Message & { requestId: string };
  readonly postMortems: PostMortemStage;
}

/** @param say told when the run has to wait for the limit on creations */
export function smokeStage(target: SmokeTarget, say: (line: string) => void): SmokeStage {
  const tokens = new Map(target.speakers.map(({ speaker, token }) => [speaker, token]));
  const token = async (speaker: string) => tokens.get(speaker) ?? '';
  const connect = async (speaker: string) =>
    openSocket(target.url, speakerOptions(await token(speaker), target.origin));
  const pool = createSpeakerPool({
    speakers: [...tokens.keys()],
    createsPerHour: target.createsPerHour,
    endSession: (speaker) => endSession(() => connect(speaker)),
    now: () => Date.now(),
    async wait(ms) {
      const until = new Date(Date.now() + ms).toLocaleTimeString();
      say(`Waiting until ${until}: every speaker has made as many sessions as one may for now.`);
      await delay(ms);
    },
  });
  const stored = storedIn(target.storage);
  const cable: Cable = { cutAfterReplyMs: undefined, withholdsReplies: false };
  return {
    target,
    pool,
    stored,
    connect,
    createCommand: (clientId, connectionNumber = 1) => ({
      action: 'createSession',
      requestId: crypto.randomUUID(),
      clientId,
      connectionNumber,
      sourceLanguage: target.languages[0],
    }),
    postMortems: {
      gateway: target.url,
      site: target.origin,
      languages: target.languages,
      speakers: (count, creations) => pool.take(count, creations),
      token,
      openTab: (speaker) => openTab({ gateway: target.url, site: target.origin, token }, speaker, {}, cable),
      stored,
      async cutAfterReplies(ms) {
        cable.cutAfterReplyMs = ms;
      },
      async withholdReplies() {
        cable.withholdsReplies = true;
      },
      async heal() {
        Object.assign(cable, { cutAfterReplyMs: undefined, withholdsReplies: false });
      },
      disconnectWithinMs: DISCONNECT_WITHIN_MS,
      failures: () => ['see the log group of $disconnect'],
      stop: async () => undefined,
    },
  };
}

/** Ends whatever session the speaker has, whoever owns it. */
async function endSession(connect: () => Promise<TestSocket>): Promise<void> {
  const socket = await connect();
  const ask = async (fields: Message) => {
    for (let left = ATTEMPTS; ; left -= 1) {
      const answer = await socket.ask({ requestId: crypto.randomUUID(), ...fields });
      if (answer['code'] !== 'UNAVAILABLE' || left === 1) return answer;
      await delay(BACKOFF_MS);
    }
  };
  const resume = { action: 'resumeSession', clientId: crypto.randomUUID(), connectionNumber: 1 };
  let answer = await ask(resume);
  // Resumed, or another client's: both name the pair that ends it, unless it changes hands in between.
  while (answer['type'] === 'sessionResumed' || answer['code'] === 'SESSION_SUPERSEDED') {
    const { sessionId, epoch } = answer;
    answer = await ask({ action: 'endSession', sessionId, epoch });
  }
  socket.close();
  const over = ['SESSION_NOT_FOUND', 'SESSION_ENDED', 'SESSION_EXPIRED'];
  if (answer['type'] !== 'sessionEnded' && !over.includes(String(answer['code'])))
    throw new Error(`a session could not be ended: ${JSON.stringify(answer)}`);
}
