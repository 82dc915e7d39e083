/** What happens to every library, and for how long: one plan for a full run, one for a quick one. */

export const libraries = ['Podium', 'partysocket', 'reconnecting-websocket', 'socket.io'] as const;
export type Library = (typeof libraries)[number];

/** A stretch of one connection's life, with messages both ways. `beginsMs` counts from the moment that all is well. */
export type Scene =
  /** Open connections end, and so does each new one, until the network is whole again. */
  | { readonly kind: 'cut'; readonly cutMs: number }
  /** The same, and the browser says so: it is the computer's own link. */
  | { readonly kind: 'link'; readonly cutMs: number }
  /** Open connections carry nothing more and stay open; new ones are whole. */
  | { readonly kind: 'halfOpen' }
  /** The connection is ended once; timers run only every so often. */
  | { readonly kind: 'hidden'; readonly timersEveryMs: number }
  /** The server lets go of a connection whose token has run out, and lets nobody in with it. */
  | { readonly kind: 'token'; readonly lifeMs: number }
  /** The page goes to a fresh connection before the old one is at its longest age; a token takes so long to come. */
  | { readonly kind: 'move'; readonly afterMs: number; readonly tokenTakesMs: number };

export interface Plan {
  readonly scenes: readonly Scene[];
  /** Clients in each scene: what they do depends on chance, most of all where nobody says that the network is back. */
  readonly participants: number;
  readonly participantsOfCuts: number;
  /** A scene ends so long after it began, whoever is not back. */
  readonly longestMs: number;
  /**
   * Dropped at once, one library's so much after another's; the scenes begin when Podium's is back, whose server is a whole
   * stack on the same processors. Attempts after a final refusal are counted for as long as a herd is watched.
   */
  readonly herd: { readonly clients: number; readonly watchedMs: number; readonly apartMs: number };
  /** After which Podium's server asks for a fresh connection. */
  readonly rotateMs: number;
}

export const full: Plan = {
  scenes: [
    { kind: 'cut', cutMs: 5_000 },
    { kind: 'cut', cutMs: 30_000 },
    { kind: 'cut', cutMs: 100_000 },
    { kind: 'link', cutMs: 30_000 },
    { kind: 'halfOpen' },
    { kind: 'hidden', timersEveryMs: 60_000 },
    { kind: 'token', lifeMs: 15_000 },
    { kind: 'move', afterMs: 10_000, tokenTakesMs: 300 },
  ],
  participants: 3,
  participantsOfCuts: 9,
  longestMs: 137_000,
  herd: { clients: 200, watchedMs: 10_000, apartMs: 10_000 },
  rotateMs: 10_000,
};

/** Nobody notices a half-open socket in so little time, and each scene that needs a process of its own takes some. */
export const quick: Plan = {
  scenes: [
    { kind: 'cut', cutMs: 1_000 },
    { kind: 'cut', cutMs: 3_000 },
    { kind: 'hidden', timersEveryMs: 3_000 },
    { kind: 'token', lifeMs: 5_000 },
    { kind: 'move', afterMs: 4_000, tokenTakesMs: 300 },
  ],
  participants: 1,
  participantsOfCuts: 1,
  longestMs: 8_000,
  herd: { clients: 50, watchedMs: 5_000, apartMs: 0 },
  rotateMs: 4_000,
};

export const participantsIn = ({ participants, participantsOfCuts }: Plan, { kind }: Scene): number =>
  kind === 'cut' ? participantsOfCuts : participants;

/** Needs a process of its own: its page is everybody's in it. */
export const isAlone = ({ kind }: Scene): boolean => kind === 'hidden' || kind === 'link';
/** Needs a server that asks for a fresh connection soon. */
export const isMoving = ({ kind }: Scene): boolean => kind === 'move' || kind === 'token';

export function nameOf(scene: Scene): string {
  switch (scene.kind) {
    case 'cut':
      return `network cut for ${scene.cutMs / 1_000} s`;
    case 'link':
      return `network cut for ${scene.cutMs / 1_000} s, and the browser says so`;
    case 'halfOpen':
      return 'half-open socket';
    case 'hidden':
      return `page hidden, timers every ${scene.timersEveryMs / 1_000} s`;
    case 'token':
      return `token of ${scene.lifeMs / 1_000} s runs out`;
    case 'move':
      return `planned move, a token takes ${scene.tokenTakesMs} ms`;
  }
}
