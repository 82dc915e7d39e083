/** All that can happen to the machine. */
import type { ServerMessage } from '#protocol/server-messages.ts';
import type { CapturedFrame } from './frames.ts';
import type { Settings } from './view.ts';

/** What a person, or the page for them, asks for. */
export type PersonEvent = { readonly from: 'person' } & (
  | { readonly kind: 'open' }
  | { readonly kind: 'start'; readonly wish: Pick<Settings, 'sourceLanguage' | 'qualityTier'> }
  | { readonly kind: 'takeOver' }
  | { readonly kind: 'update'; readonly wishes: Partial<Settings> }
  | { readonly kind: 'capture'; readonly frame: CapturedFrame }
  | { readonly kind: 'end' }
  | { readonly kind: 'endElsewhere' }
  | { readonly kind: 'newSession' }
  | { readonly kind: 'dismissNotice' }
  | { readonly kind: 'close' }
);

/** What one socket did, by its number. */
export type SocketEvent = { readonly from: 'socket'; readonly socket: number } & (
  | {
      readonly kind: 'tokenRefused';
      /** `unreachable`: it could not be fetched just now, which says nothing about the sign-in. */
      readonly why: 'rejected' | 'tooLong' | 'unreachable';
      readonly message: string;
    }
  | { readonly kind: 'opened' }
  | { readonly kind: 'received'; readonly message: ServerMessage }
  /** Code 1006: without a close frame. */
  | { readonly kind: 'closed'; readonly code: number; readonly reason: string }
);

/** What the surroundings did. */
export type SurroundingsEvent = {
  readonly from: 'surroundings';
  readonly kind:
    | /** A deadline of the machine's has come, perhaps long ago. */ 'woke'
      /** There is a network again, or the page is back from the back-forward cache. */
    | 'online'
    | 'offline'
    /** The page is being put into the back-forward cache. */
    | 'frozen'
    | 'visible'
    | 'slept';
};

export type ClientEvent = PersonEvent | SocketEvent | SurroundingsEvent;
