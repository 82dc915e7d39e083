// The handlers that know of sessions, by route, as factories: each test gives them services of its own.
import { createSession } from '../../lambdas/create-session.ts';
import { disconnect } from '../../lambdas/disconnect.ts';
import { endSession } from '../../lambdas/end-session.ts';
import { heartbeat } from '../../lambdas/heartbeat.ts';
import { resumeSession } from '../../lambdas/resume-session.ts';
import { updateSession } from '../../lambdas/update-session.ts';

export const sessionHandlers = {
  createSession,
  resumeSession,
  updateSession,
  heartbeat,
  endSession,
  $disconnect: disconnect,
};
