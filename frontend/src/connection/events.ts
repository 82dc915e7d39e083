/** All that can happen to the machine. */
import type { QualityTier } from '#protocol/fields.ts';
import type { ServerMessage } from '#protocol/server-messages.ts';
import type { Settings } from './view.ts';

/** What a person, or the page for them, asks for. */
export type PersonEvent =
  | { readonly kind: 'pageOpened' }
  | { readonly kind: 'startPressed'; readonly sourceLanguage: string; readonly qualityTier: QualityTier }
  | { readonly kind: 'takeoverPressed' }
  | { readonly kind: 'settingsChanged'; readonly wishes: Partial<Settings> }
  | { readonly kind: 'endPressed' }
  | { readonly kind: 'endElsewherePressed' }
  | { readonly kind: 'newSessionPressed' }
  | { readonly kind: 'noticeDismissed' }
  | { readonly kind: 'pageClosed' };

/** What one socket did, by its number. */
export type SocketEvent = { readonly socket: number } & (
  | {
      readonly kind: 'tokenRefused';
      /** `unreachable`: it could not be fetched just now, which says nothing about the sign-in. */
      readonly why: 'rejected' | 'tooLong' | 'unreachable';
      readonly message: string;
    }
  | { readonly kind: 'socketOpened' }
  | { readonly kind: 'messageArrived'; readonly message: ServerMessage }
  /** Code 1006: without a close frame. */
  | { readonly kind: 'socketClosed'; readonly code: number; readonly reason: string }
);

/** What the surroundings did. */
export type SurroundingsEvent =
  /** A deadline of the machine's has come, perhaps long ago. */
  | { readonly kind: 'woke' }
  /** There is a network again, or the page is back from the back-forward cache. */
  | { readonly kind: 'cameOnline' }
  | { readonly kind: 'wentOffline' }
  /** The page is being put into the back-forward cache. */
  | { readonly kind: 'pageFrozen' }
  | { readonly kind: 'becameVisible' }
  | { readonly kind: 'slept' };

export type ClientEvent = PersonEvent | SocketEvent | SurroundingsEvent;
