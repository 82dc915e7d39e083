/**
 * Seeds that always run: those that once found something, and the first of each guard and rule that few seeds miss when it
 * is removed. A change of the simulation gives seeds new meanings: then those with a mutant are made anew, which
 * `npm run simulate:mutants` says.
 */

export interface Found {
  readonly seed: number;
  /** @default as the seed has it */
  readonly profile?: string;
  readonly found: string;
  /** Without this guard or rule the seed is broken: `npm run simulate:mutants` sees to it. */
  readonly mutant?: string;
}

export const corpus: readonly Found[] = [
  {
    seed: 517,
    profile: 'rivals',
    found: 'a create that was answered "elsewhere" may come true when it is late',
  },
  { seed: 165520, found: 'a takeover may come true after its page was signed out' },
  { seed: 249867, found: 'a slow host may revive what a fast one has rightly called expired' },
  { seed: 360358, found: 'a press that nothing was done about yet is forgotten by a reload' },
  { seed: 946912, found: 'a page must heed a push on the socket that it moves to' },
  { seed: 3406636, found: 'a page must not claim the air while it moves and has been told' },
  { seed: 1410993, found: 'a refusal may be true between two instants in which it is not' },
  {
    seed: 146,
    profile: 'slowRaces',
    found: 'a create must not revive a session that is ended meanwhile',
    mutant: 'create: status as seen',
  },
  {
    seed: 630,
    profile: 'slowRaces',
    found: 'a create must not lower an epoch that is raised meanwhile',
    mutant: 'create: epoch as seen',
  },
  {
    seed: 394,
    profile: 'slowRaces',
    found: 'a create must not undo a change that is made meanwhile',
    mutant: 'create: change as seen',
  },
  {
    seed: 394,
    profile: 'slowRaces',
    found: 'a create must not lower a lease that is raised meanwhile',
    mutant: 'create: change and lease as seen',
  },
  { seed: 367, found: 'a name must not be given twice', mutant: 'create: the name is nobody else’s' },
  {
    seed: 372,
    profile: 'createsAmidFrames',
    found: 'a create must not undo a claim that is made meanwhile',
    mutant: 'create: claimed seq as seen',
  },
  {
    seed: 11,
    found: 'a resume must not take a session that nobody named',
    mutant: 'resume: the session named',
  },
  {
    seed: 1450,
    found: 'an older socket must not take its session back',
    mutant: 'resume: on an older socket',
  },
  { seed: 11, found: 'an end must not end the session that follows', mutant: 'end: the session named' },
  {
    seed: 266,
    found: 'a connection must not be closed in the place of another',
    mutant: '$disconnect: the fact is its own',
  },
  {
    seed: 3982,
    found: 'the first word on how a connection closed must stand',
    mutant: '$disconnect: the first word stands',
  },
  {
    seed: 1180,
    profile: 'rivals',
    found: 'an older socket must not make a session',
    mutant: 'an older socket makes no session',
  },
  { seed: 386, found: 'a requestId must be remembered', mutant: 'a requestId is remembered, and for 5 min' },
  {
    seed: 5944,
    profile: 'manyPresses',
    found: 'more than two requestIds must be remembered',
    mutant: 'two requestIds are not enough without the 5 min',
  },
  { seed: 236, found: 'a takeover must not lower the lease', mutant: 'a takeover never lowers the lease' },
  {
    seed: 410,
    found: 'an unanswered create must outlive a reload',
    mutant: 'an unanswered create is kept over a reload',
  },
  {
    seed: 843,
    profile: 'movingOn',
    found: 'SUPERSEDED to a command must only mean: ask',
    mutant: 'SUPERSEDED to a command only says: ask',
  },
  {
    seed: 33,
    found: 'a page that is told that it is superseded must stop',
    mutant: 'connectionSuperseded stops the client',
  },
  {
    seed: 89,
    profile: 'naps',
    found: 'short naps must not add up to a lease that is longer than it is',
    mutant: 'naps are counted together',
  },
  {
    seed: 1009,
    profile: 'denseRetries',
    found: 'a create must be given up after two minutes',
    mutant: 'a create is given up after 2 min',
  },
  {
    seed: 1693,
    profile: 'brokenBroadcast',
    found: 'who takes no frames must not stay on the list',
    mutant: 'who takes nothing is taken off the list',
  },
  {
    seed: 86,
    profile: 'brokenBroadcast',
    found: 'a listener that is off the list must come to know it',
    mutant: 'a listener is told that it is off the list',
  },
  {
    seed: 86,
    profile: 'brokenBroadcast',
    found: 'a listener that is off the list must join again',
    mutant: 'a listener that is off the list joins again',
  },
  {
    seed: 2180,
    profile: 'movingBroadcast',
    found: 'frames of a superseded owner must not be heard',
    mutant: 'a frame of a superseded owner is dropped',
  },
  {
    seed: 1351,
    profile: 'rivalSpeakers',
    found: 'one seq must not have two contents',
    mutant: 'another client’s frames came in between: what was in flight is given up',
  },
];
