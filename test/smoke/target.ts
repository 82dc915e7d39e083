/** What the smoke checks are let loose on: data only, since it crosses into the thread that runs them. */

export interface SignedInSpeaker {
  /** The token's `sub`. */
  readonly speaker: string;
  /** An access token that outlives the run. */
  readonly token: string;
}

/** Where stored items can be looked at. */
export type Storage =
  | {
      readonly kind: 'table';
      readonly region: string;
      readonly tableName: string;
      /** Of a local engine, which asks nobody who they are. */
      readonly endpoint?: string;
    }
  | { readonly kind: 'hidden'; readonly why: string };

export interface SmokeTarget {
  /** `wss://abc.execute-api.eu-central-1.amazonaws.com/prod` */
  readonly url: string;
  /** An origin on the stage's list. */
  readonly origin: string;
  /** Whether Podium's page is at that origin. */
  readonly servesPage: boolean;
  readonly languages: readonly string[];
  readonly speakers: readonly SignedInSpeaker[];
  /** Access tokens with one thing wrong, by what is wrong. */
  readonly wrongTokens: Readonly<Record<string, string>>;
  readonly storage: Storage;
  /** Sessions that one speaker may make in an hour; 0 for as many as they like. */
  readonly createsPerHour: number;
  /** How fast creations are measured, so that no throttle is met. */
  readonly creationsPerSecond: number;
  /** How many creations are measured, where there are speakers enough. */
  readonly creations: number;
  /** How often the five post-mortems are provoked. */
  readonly repetitions: number;
  /** How long a connection must stay open after a reply. */
  readonly staysOpenMs: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly target: SmokeTarget;
  }
}
