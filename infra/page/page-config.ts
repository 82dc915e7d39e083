/** Who may follow a session whose name they know. */
export const admissions = ['anyone', 'signedIn'] as const;
export type Admission = (typeof admissions)[number];

/** What the page needs to know of its stage: `/config.json`, served alike by a deployed site and the local one. */
export interface PageConfig {
  /** `wss://…/<stage>` */
  readonly webSocketUrl: string;
  /** BCP 47 tags that a speaker may choose from. */
  readonly languages: readonly string[];
  readonly listeners: Admission;
  readonly signIn: {
    /** The token's `iss`. */
    readonly authority: string;
    readonly metadataUrl: string;
    readonly clientId: string;
    readonly scope: string;
  };
}
