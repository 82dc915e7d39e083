/** All that can happen to the machine. */
import type { ServerMessage, ServerMessageType } from '#protocol/server-messages.ts';
import type { CapturedFrame } from './frames.ts';
import type { SpeakerHears } from './speaker-hears.ts';
import type { Failure, Settings } from './view.ts';

/** What a person, or the page for them, asks for: each a method of the client, and a rule of the machine. */
export interface Wishes {
  readonly open: undefined;
  readonly start: Pick<Settings, 'sourceLanguage' | 'qualityTier'>;
  readonly takeOver: undefined;
  readonly update: Partial<Settings>;
  readonly end: undefined;
  readonly endElsewhere: undefined;
  readonly newSession: undefined;
  readonly dismissNotice: undefined;
  readonly close: undefined;
}

export type Wish<K extends keyof Wishes = keyof Wishes> = {
  readonly [N in K]: { readonly kind: N; readonly wish: Wishes[N] };
}[K];

/** A piece of live input, where such is sent. */
export interface Capture {
  readonly kind: 'capture';
  readonly frame: CapturedFrame;
}

/** What ends all attempts: there is no token for another. */
export type WithoutToken =
  { readonly phase: 'signInAgain' } | { readonly phase: 'failed'; readonly failure: Failure };

/** What one socket did. */
export type SocketNews<T extends ServerMessageType> =
  | {
      readonly kind: 'tokenRefused';
      /** Absent where it could not be fetched just now, which says nothing about the sign-in. */
      readonly outcome?: WithoutToken | undefined;
    }
  | { readonly kind: 'opened' }
  | { readonly kind: 'received'; readonly message: ServerMessage<T> }
  /** Code 1006: without a close frame. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string };

/** By the socket's number. */
export type SocketEvent<T extends ServerMessageType> = { readonly socket: number } & SocketNews<T>;

/** What the surroundings did. */
export interface SurroundingsEvent {
  readonly kind:
    | /** A deadline of the machine's has come, perhaps long ago. */ 'woke'
      /** There is a network again, or the page is back from the back-forward cache. */
    | 'online'
    | 'offline'
    /** The page is being put into the back-forward cache. */
    | 'frozen'
    | 'visible'
    | 'slept';
}

export type ClientEvent = Wish | Capture | SocketEvent<SpeakerHears> | SurroundingsEvent;
