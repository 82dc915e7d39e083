// A speaker's calls on the store, with the fields that a test does not care about filled in.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { randomInt, randomUUID } from 'node:crypto';
import type { ClientMessage } from '#protocol/client-messages.ts';
import {
  durationMs,
  epochMs,
  type ClientId,
  type ConnectionId,
  type EpochMs,
  type RequestId,
  type SessionId,
  type SpeakerId,
} from '#protocol/units.ts';
import type { Caller, Terms } from '../../lambdas/session/terms.ts';
import type { DynamoDB } from '../../lambdas/store/database.ts';
import { readableName } from '../../lambdas/store/readable-name.ts';
import { createSpeakerStore, type SpeakerStore } from '../../lambdas/store/speaker-store.ts';

export const MINUTE = 60_000;

export const terms: Terms = {
  leaseMs: durationMs(5 * MINUTE),
  graceMs: durationMs(2 * MINUTE),
  sessionMs: durationMs(12 * 60 * MINUTE),
  skewMs: durationMs(4_000),
  createLimit: 50,
};

/** 2026-01-01T00:00:00Z; tests count from here. */
export const START = epochMs(Date.UTC(2026, 0, 1));
export const at = (ms: number): EpochMs => epochMs(START + ms);

export const newSpeakerId = () => `speaker-${randomUUID()}` as SpeakerId;
export const newClientId = () => randomUUID() as ClientId;
export const newRequestId = () => randomUUID() as RequestId;
export const newConnectionId = () => `${randomUUID().slice(0, 15)}=` as ConnectionId;
export const makeName = () => readableName(randomInt);

/** One page of one speaker, with the socket that it has open. */
export interface Page {
  readonly caller: Caller;
  readonly clientId: ClientId;
  readonly connectionNumber: number;
}

export function newPage(speakerId = newSpeakerId(), tokenExpiresAt = at(24 * 60 * MINUTE)): Page {
  return { clientId: newClientId(), connectionNumber: 1, caller: newCaller(speakerId, tokenExpiresAt) };
}

const newCaller = (speakerId: SpeakerId, tokenExpiresAt: EpochMs): Caller => ({
  speakerId,
  connectionId: newConnectionId(),
  connectedAt: START,
  tokenExpiresAt,
});

/** The same page on its next socket. */
export const reconnected = (page: Page): Page => ({
  ...page,
  connectionNumber: page.connectionNumber + 1,
  caller: newCaller(page.caller.speakerId, page.caller.tokenExpiresAt),
});

/** Another window of the same speaker. */
export const otherWindow = (page: Page): Page => newPage(page.caller.speakerId, page.caller.tokenExpiresAt);

export const createMessage = (page: Page, requestId = newRequestId()): ClientMessage<'createSession'> => ({
  action: 'createSession',
  requestId,
  clientId: page.clientId,
  connectionNumber: page.connectionNumber,
  sourceLanguage: 'en',
  qualityTier: 'standard',
});

export const resumeMessage = (
  page: Page,
  fields: Partial<ClientMessage<'resumeSession'>> = {},
): ClientMessage<'resumeSession'> => ({
  action: 'resumeSession',
  requestId: newRequestId(),
  clientId: page.clientId,
  connectionNumber: page.connectionNumber,
  takeover: false,
  ...fields,
});

export interface Named {
  readonly sessionId: SessionId;
  readonly epoch: number;
}

export const updateMessage = (
  { sessionId, epoch }: Named,
  change: number,
  settings: Partial<ClientMessage<'updateSession'>> = { volume: change % 101 },
): ClientMessage<'updateSession'> => ({
  action: 'updateSession',
  requestId: newRequestId(),
  sessionId,
  epoch,
  change,
  ...settings,
});

export const heartbeatMessage = ({ sessionId, epoch }: Named): ClientMessage<'heartbeat'> => ({
  action: 'heartbeat',
  sessionId,
  epoch,
});

export const endMessage = ({ sessionId, epoch }: Named): ClientMessage<'endSession'> => ({
  action: 'endSession',
  requestId: newRequestId(),
  sessionId,
  epoch,
});

/** A frame of silence, so short that its bytes do not matter. */
export const audioFrame = (seq: number): ClientMessage<'sendFrames'>['frames'][number] => ({
  seq,
  kind: 'audio',
  capturedAt: START,
  contentType: 'audio/pcm;rate=16000',
  durationMs: durationMs(100),
  data: 'AAAA',
});

/** Frames with the seqs from `first` to `last`. */
export const framesMessage = (
  { sessionId, epoch }: Named,
  first: number,
  last = first,
  fields: Partial<ClientMessage<'sendFrames'>> = {},
): ClientMessage<'sendFrames'> => ({
  action: 'sendFrames',
  requestId: newRequestId(),
  sessionId,
  epoch,
  frames: Array.from({ length: last - first + 1 }, (_, index) => audioFrame(first + index)),
  ...fields,
});

/** What the database did, as it says itself. */
export interface Meter {
  /** `{ GetItem: { calls, units }, … }` since the last reset. */
  readonly counted: Record<string, { calls: number; units: number }>;
  reset(): void;
}

/** A client of an engine's, and the meter of what its calls consume. */
export interface MeteredClient {
  readonly client: DynamoDB;
  readonly meter: Meter;
}

/** The SDK's own client on a real engine. */
export function meteredClient(endpoint: string): MeteredClient {
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 3,
  });
  const { meter, count } = newMeter();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      Object.assign(args.input, { ReturnConsumedCapacity: 'TOTAL' });
      const counted = count((context.commandName ?? 'unknown').replace(/Command$/, ''));
      const result = await next(args);
      const { ConsumedCapacity } = result.output as { ConsumedCapacity?: { CapacityUnits?: number } };
      counted.units += ConsumedCapacity?.CapacityUnits ?? 0;
      return result;
    },
    { step: 'initialize' },
  );
  return { client, meter };
}

/** @returns the meter, and how to count a call; its units are added when they are known */
export function newMeter(): {
  readonly meter: Meter;
  readonly count: (operation: string) => { calls: number; units: number };
} {
  const counted: Meter['counted'] = {};
  return {
    meter: {
      counted,
      reset: () => Object.keys(counted).forEach((name) => Reflect.deleteProperty(counted, name)),
    },
    count: (operation) => {
      const entry = (counted[operation] ??= { calls: 0, units: 0 });
      entry.calls += 1;
      return entry;
    },
  };
}

export const storeOn = (
  { client }: Pick<MeteredClient, 'client'>,
  tableName: string,
  options: Partial<Parameters<typeof createSpeakerStore>[0]> = {},
): SpeakerStore => createSpeakerStore({ client, tableName, terms, ...options });
