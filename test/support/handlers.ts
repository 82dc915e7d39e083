// The handlers that know of sessions, by route, as factories: each test gives them services of its own.
import { createSession } from '../../lambdas/create-session.ts';
import { disconnect } from '../../lambdas/disconnect.ts';
import { endSession } from '../../lambdas/end-session.ts';
import { heartbeat } from '../../lambdas/heartbeat.ts';
import { joinSession } from '../../lambdas/join-session.ts';
import { leaveSession } from '../../lambdas/leave-session.ts';
import { resumeSession } from '../../lambdas/resume-session.ts';
import { sendFrames } from '../../lambdas/send-frames.ts';
import { updateSession } from '../../lambdas/update-session.ts';

export const sessionHandlers = {
  createSession,
  resumeSession,
  updateSession,
  heartbeat,
  endSession,
  sendFrames,
  joinSession,
  leaveSession,
  $disconnect: disconnect,
};
