/** Every operation of a session: what has to be there before it, and the gateway's event that asks for it. */
import { epochMs, later, type ConnectionId, type EpochMs } from '#protocol/units.ts';
import type { DynamoDB } from '../../lambdas/store/database.ts';
import { createListenerStore } from '../../lambdas/store/listener-store.ts';
import { itemToAnswerFrom } from '../../lambdas/store/settle.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { GatewayEvent } from '../../lambdas/runtime/events.ts';
import { gatewayEvent, type EventFields } from '../../test/support/gateway-event.ts';
import type { sessionHandlers } from '../../test/support/handlers.ts';
import {
  createMessage,
  endMessage,
  framesMessage,
  heartbeatMessage,
  makeName,
  newConnectionId,
  newPage,
  newRequestId,
  newSpeakerId,
  reconnected,
  resumeMessage,
  storeOn,
  updateMessage,
  type Page,
} from '../../test/support/speaker.ts';
import { soundFrame } from './audience/sound.ts';

export interface Operation {
  /** As tables have it. */
  readonly name: string;
  readonly routeKey: keyof typeof sessionHandlers;
  /** Makes a speaker, and what the operation finds. @returns the event that asks for it */
  prepare(place: Place): Promise<GatewayEvent>;
}

/** Where the items are. */
export interface Place {
  readonly client: DynamoDB;
  readonly tableName: string;
  /** When what is found was made; the operation comes a minute later. */
  readonly now: EpochMs;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LISTENERS = 1_000;
const networkLost = { code: 1006, reason: '' };

type Session = Pick<SpeakerItem, 'sessionId' | 'epoch'>;

export const operations: readonly Operation[] = [
  {
    name: 'createSession',
    routeKey: 'createSession',
    prepare: async ({ now }) => {
      const page = pageAt(now);
      return speakerEvent('createSession', page, now, { body: createMessage(page) });
    },
  },
  bySpeaker('resumeSession', (session, page) => {
    const next = reconnected(page);
    return { page: next, body: resumeMessage(next, { sessionId: session.sessionId }) };
  }),
  bySpeaker('heartbeat', (session) => ({
    body: { ...heartbeatMessage(session), requestId: newRequestId() },
  })),
  bySpeaker('updateSession', (session) => ({ body: updateMessage(session, 1, { volume: 50 }) })),
  bySpeaker('endSession', (session) => ({ body: endMessage(session) })),
  bySpeaker('sendFrames', (session, _page, now) => ({
    body: { ...framesMessage(session, 1), frames: [soundFrame(1, now)] },
  })),
  byListener('joinSession', 'joinSession', 'outside'),
  byListener('leaveSession', 'leaveSession', 'joined'),
  byListener('heartbeat of a listener', 'heartbeat', 'joined'),
  bySpeaker('$disconnect', () => ({ closing: networkLost })),
];

/** One who speaks on a page with a session of its own. */
function bySpeaker(
  routeKey: Operation['routeKey'],
  asks: (session: Session, page: Page, now: EpochMs) => EventFields & { readonly page?: Page },
): Operation {
  return {
    name: routeKey,
    routeKey,
    async prepare(place) {
      const { page, session } = await onAir(place);
      const { page: sender = page, ...fields } = asks(session, page, place.now);
      return speakerEvent(routeKey, sender, later(place.now, MINUTE_MS), fields);
    },
  };
}

/** One who listens to a session that somebody else speaks in. */
function byListener(name: string, routeKey: Operation['routeKey'], stands: 'outside' | 'joined'): Operation {
  return {
    name,
    routeKey,
    async prepare(place) {
      const { sessionId } = (await onAir(place)).session;
      const connectionId = newConnectionId();
      if (stands === 'joined') await join(place, sessionId, connectionId);
      return gatewayEvent(routeKey, {
        body: { action: routeKey, requestId: newRequestId(), sessionId },
        connectionId,
        listensTo: sessionId,
        nowMs: later(place.now, MINUTE_MS),
      });
    },
  };
}

const pageAt = (now: EpochMs) => newPage(newSpeakerId(), later(now, HOUR_MS));

const speakerEvent = (
  routeKey: Operation['routeKey'],
  { caller }: Page,
  now: EpochMs,
  fields: EventFields,
): GatewayEvent =>
  gatewayEvent(routeKey, {
    connectionId: caller.connectionId,
    speakerId: caller.speakerId,
    tokenExpiresAtSeconds: Math.floor(caller.tokenExpiresAt / 1_000),
    nowMs: now,
    ...fields,
  });

async function onAir({ client, tableName, now }: Place): Promise<{ page: Page; session: Session }> {
  const page = pageAt(now);
  const store = storeOn({ client }, tableName);
  const outcome = await store.createSession(createMessage(page), page.caller, now, makeName);
  if (outcome.kind === 'refuse') throw new Error(`No session: ${outcome.refusal.code}.`);
  return { page, session: itemToAnswerFrom(outcome) };
}

async function join(place: Place, sessionId: SpeakerItem['sessionId'], connectionId: ConnectionId) {
  const following = await createListenerStore(place).join(sessionId, connectionId, place.now, LISTENERS);
  if (following.kind === 'refused') throw new Error(`Not joined: ${following.refusal.code}.`);
}

/** Now: an engine that takes away what is too old finds nothing. */
export const presentTime = (): EpochMs => epochMs(Date.now());
