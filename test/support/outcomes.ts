// Every outcome that has a line in the log, made to happen.
import type { SessionId } from '#protocol/units.ts';
import {
  audioFrame,
  createMessage,
  endMessage,
  framesMessage,
  heartbeatMessage,
  MINUTE,
  newPage,
  newRequestId,
  otherWindow,
  reconnected,
  resumeMessage,
  START,
  updateMessage,
} from './speaker.ts';
import { databaseDown, historyLines, knock, openFunctions, type Functions, type Line } from './emitted.ts';

const GOING_AWAY = { code: 1001, reason: 'Going away' };
const HOUR = 60 * MINUTE;

type Play = (functions: Functions) => Promise<Line>;

const superseded: Play = async ({ on, by, live }) => {
  const { page, sessionId, epoch } = await live();
  const other = otherWindow(page);
  const body = resumeMessage(other, { sessionId, epoch, takeover: true });
  return on('resumeSession', { ...by(other), body, nowMs: START + MINUTE });
};
const tokenExpired: Play = async ({ on, by, live }) => {
  const session = await live();
  const late = { tokenExpiresAtSeconds: START / 1_000 };
  return on('heartbeat', { ...by(session.page), body: heartbeatMessage(session), ...late });
};

const listener = (sessionId: SessionId, connectionId = 'listener-1=') => ({
  connectionId,
  listensTo: sessionId,
});
const joins = (on: Functions['on'], sessionId: SessionId, connectionId?: string) =>
  on('joinSession', {
    ...listener(sessionId, connectionId),
    body: { action: 'joinSession', requestId: newRequestId(), sessionId },
  });
const leaves = (on: Functions['on'], sessionId: SessionId) =>
  on('leaveSession', {
    ...listener(sessionId),
    body: { action: 'leaveSession', requestId: newRequestId(), sessionId },
  });

/** Each on functions of its own; the line is its last. */
const plays = {
  created: ({ on, by }) => {
    const page = newPage();
    return on('createSession', { ...by(page), body: createMessage(page) });
  },
  'created where one had expired': async ({ on, by, live }) => {
    const { page } = await live();
    return on('createSession', { ...by(page), body: createMessage(page), nowMs: START + HOUR / 2 });
  },
  'created again by a retry': async ({ on, by }) => {
    const page = newPage();
    const command = { ...by(page), body: createMessage(page) };
    await on('createSession', command);
    return on('createSession', command);
  },
  reused: async ({ on, by, live }) => {
    const { page } = await live();
    return on('createSession', { ...by(page), body: createMessage(page) });
  },
  resumed: async ({ on, by, live }) => {
    const back = reconnected((await live()).page);
    return on('resumeSession', { ...by(back), body: resumeMessage(back), nowMs: START + MINUTE });
  },
  superseded,
  'superseded, and the loser is gone': async (functions) => {
    functions.trouble.connectionsAreGone = true;
    return superseded(functions);
  },
  updated: async ({ on, by, live }) => {
    const session = await live();
    const body = updateMessage(session, 1);
    return on('updateSession', { ...by(session.page), body, nowMs: START + MINUTE });
  },
  'updated where a rival came first': async ({ on, by, live, trouble }) => {
    const session = await live();
    const now = { nowMs: START + MINUTE };
    trouble.beforeWrite = async () => {
      trouble.beforeWrite = undefined;
      // The lease of a later word stands already, and must not fall.
      await on('heartbeat', {
        ...by(session.page),
        body: heartbeatMessage(session),
        nowMs: START + 2 * MINUTE,
      });
    };
    return on('updateSession', { ...by(session.page), body: updateMessage(session, 1), ...now });
  },
  'created where a rival came first': async ({ on, by, live, trouble }) => {
    const { page } = await live();
    trouble.beforeWrite = async () => {
      trouble.beforeWrite = undefined;
      await on('createSession', { ...by(page), body: createMessage(page) });
    };
    return on('createSession', { ...by(page), body: createMessage(page) });
  },
  'created where rivals come first every time': async ({ on, by, live, trouble }) => {
    const { page } = await live();
    let lease = START + MINUTE;
    const rival = async () => {
      trouble.beforeWrite = undefined;
      const back = { ...page };
      lease += MINUTE / 60;
      await on('createSession', { ...by(back), body: createMessage(back), nowMs: lease });
      trouble.beforeWrite = rival;
    };
    trouble.beforeWrite = rival;
    return on('createSession', { ...by(page), body: createMessage(page), nowMs: lease });
  },
  'kept alive': async ({ on, by, live }) => {
    const session = await live();
    const body = heartbeatMessage(session);
    return on('heartbeat', { ...by(session.page), body, nowMs: START + MINUTE });
  },
  ended: async ({ on, by, live }) => {
    const session = await live();
    return on('endSession', { ...by(session.page), body: endMessage(session) });
  },
  'ended again by a retry': async ({ on, by, live }) => {
    const session = await live();
    const command = { ...by(session.page), body: endMessage(session) };
    await on('endSession', command);
    return on('endSession', command);
  },
  heard: async ({ on, by, live }) => {
    const session = await live();
    await joins(on, session.sessionId);
    return on('sendFrames', { ...by(session.page), body: framesMessage(session, 1), nowMs: START + MINUTE });
  },
  'heard in the next heartbeat interval': async ({ on, by, live }) => {
    const session = await live();
    const body = framesMessage(session, 1);
    return on('sendFrames', { ...by(session.page), body, nowMs: START + 2 * MINUTE });
  },
  'heard by all but one who is gone': async ({ on, by, live, trouble }) => {
    const session = await live();
    await joins(on, session.sessionId);
    trouble.connectionsAreGone = true;
    return on('sendFrames', { ...by(session.page), body: framesMessage(session, 1), nowMs: START + MINUTE });
  },
  'heard by all but one who takes nothing': async ({ on, by, live, trouble }) => {
    const session = await live();
    await joins(on, session.sessionId);
    trouble.connectionsTakeNothing = true;
    return on('sendFrames', { ...by(session.page), body: framesMessage(session, 1), nowMs: START + MINUTE });
  },
  joined: async ({ on, live }) => joins(on, (await live()).sessionId),
  left: async ({ on, live }) => {
    const { sessionId } = await live();
    await joins(on, sessionId);
    return leaves(on, sessionId);
  },
  'left by a connection that closed': async ({ on, live }) => {
    const { sessionId } = await live();
    await joins(on, sessionId);
    return on('$disconnect', { ...listener(sessionId), closing: { code: 1001, reason: '' } });
  },
  'asked after by a listener': async ({ on, live }) => {
    const { sessionId } = await live();
    return on('heartbeat', { ...listener(sessionId), body: { action: 'heartbeat', sessionId } });
  },
  'changed, and nobody can be told': async ({ on, by, live, trouble }) => {
    const session = await live();
    trouble.afterWrite = () => {
      trouble.database = databaseDown();
    };
    return on('updateSession', {
      ...by(session.page),
      body: updateMessage(session, 1, { muted: true }),
      nowMs: START + MINUTE,
    });
  },
  SESSION_PAUSED: async ({ on, by, live }) => {
    const session = await live();
    const body = updateMessage(session, 1, { paused: true });
    await on('updateSession', { ...by(session.page), body, nowMs: START + MINUTE });
    return on('sendFrames', { ...by(session.page), body: framesMessage(session, 1), nowMs: START + MINUTE });
  },
  FRAMES_OUT_OF_ORDER: async ({ on, by, live }) => {
    const session = await live();
    return on('sendFrames', { ...by(session.page), body: framesMessage(session, 2) });
  },
  SESSION_FULL: async ({ on, live, settings }) => {
    const { sessionId } = await live();
    for (let place = 0; place < settings.listenerLimit; place += 1)
      await joins(on, sessionId, `listener-${place}=`);
    return joins(on, sessionId, 'one-too-many=');
  },
  FORBIDDEN: async ({ on, live }) => {
    const { sessionId } = await live();
    const body = { ...framesMessage({ sessionId, epoch: 1 }, 1), frames: [audioFrame(1)] };
    return on('sendFrames', { ...listener(sessionId), body });
  },
  INVALID_MESSAGE: ({ on }) => on('heartbeat', { body: { action: 'heartbeat' } }),
  UNKNOWN_ACTION: ({ on }) => on('$default', { body: { action: 'dance' } }),
  MESSAGE_TOO_LARGE: ({ on }) => on('heartbeat', { body: { padding: 'x'.repeat(5_000) } }),
  UNSUPPORTED_LANGUAGE: ({ on, by }) => {
    const page = newPage();
    return on('createSession', { ...by(page), body: { ...createMessage(page), sourceLanguage: 'tlh' } });
  },
  SESSION_NOT_FOUND: ({ on, by }) => {
    const page = newPage();
    return on('resumeSession', { ...by(page), body: resumeMessage(page) });
  },
  SESSION_ENDED: async ({ on, by, live }) => {
    const session = await live();
    await on('endSession', { ...by(session.page), body: endMessage(session) });
    return on('heartbeat', { ...by(session.page), body: heartbeatMessage(session) });
  },
  SESSION_EXPIRED: async ({ on, by, live }) => {
    const session = await live();
    const body = heartbeatMessage(session);
    return on('heartbeat', { ...by(session.page), body, nowMs: START + HOUR / 2 });
  },
  SESSION_ACTIVE: async ({ on, by, live }) => {
    const other = otherWindow((await live()).page);
    return on('createSession', { ...by(other), body: createMessage(other) });
  },
  SESSION_SUPERSEDED: async ({ on, by, live }) => {
    const session = await live();
    return on('heartbeat', { ...by(session.page), body: heartbeatMessage({ ...session, epoch: 7 }) });
  },
  RATE_LIMITED: async ({ on, by, live }) => {
    const session = await live();
    const again = () => on('createSession', { ...by(session.page), body: createMessage(session.page) });
    await again();
    await again();
    await again();
    return again();
  },
  TOKEN_EXPIRED: tokenExpired,
  'TOKEN_EXPIRED, and nobody hears it': (functions) => {
    functions.trouble.connectionsAreGone = true;
    return tokenExpired(functions);
  },
  UNAVAILABLE: async ({ on, by, live, trouble }) => {
    const session = await live();
    trouble.database = databaseDown();
    return on('heartbeat', { ...by(session.page), body: heartbeatMessage(session) });
  },
  INTERNAL_ERROR: async ({ on, by, live, trouble }) => {
    const session = await live();
    trouble.database = new TypeError('a defect');
    return on('heartbeat', { ...by(session.page), body: heartbeatMessage(session) });
  },
  'closed by the client': async ({ on, by, live }) => {
    const { page } = await live();
    return on('$disconnect', { ...by(page), closing: { code: 1001, reason: '' }, nowMs: START + MINUTE });
  },
  'closed by the network': ({ on }) => on('$disconnect', { closing: { code: 1006, reason: '' } }),
  'closed by the server': ({ on }) =>
    on('$disconnect', { closing: { code: 1000, reason: 'Connection Closed Normally' } }),
  'closed by the gateway for a frame': ({ on }) =>
    on('$disconnect', { closing: { code: 1009, reason: '' }, nowMs: START + 3 * HOUR }),
  'closed by the gateway early': ({ on }) =>
    on('$disconnect', { closing: GOING_AWAY, nowMs: START + 9 * MINUTE }),
  'closed by the gateway, silent for 10 min': ({ on }) =>
    on('$disconnect', { closing: GOING_AWAY, nowMs: START + 10 * MINUTE }),
  'closed by the gateway just before 2 h': ({ on }) =>
    on('$disconnect', { closing: GOING_AWAY, nowMs: START + 119 * MINUTE }),
  'closed by the gateway at 2 h': ({ on }) =>
    on('$disconnect', { closing: GOING_AWAY, nowMs: START + 2 * HOUR }),
  'closed while the database is down': ({ on, trouble }) => {
    trouble.database = databaseDown();
    return on('$disconnect', { closing: GOING_AWAY });
  },
} as const satisfies Record<string, Play>;

export type OutcomeName = keyof typeof plays;
export const outcomeNames = Object.keys(plays) as OutcomeName[];

export const play = async (name: OutcomeName): Promise<Line> => plays[name](await openFunctions());

/** The same, with all that was written on the way: into the log, and what each write meant for a session. */
export async function playWhole(name: OutcomeName) {
  const functions = await openFunctions();
  await plays[name](functions);
  return { lines: functions.lines, changes: functions.changes };
}

/** Every line that there can be, as far as names of fields and metrics go. */
export async function everyLine(): Promise<readonly Line[]> {
  const lines: (Line | undefined)[] = [];
  for (const name of outcomeNames) lines.push(await play(name));
  lines.push(await knock('https://evil.example', false), await knock('https://evil.example', true));
  return [...lines.filter((line) => line !== undefined), ...(await historyLines())];
}
