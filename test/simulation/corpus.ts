/**
 * Seeds that always run: those that once found something, and the first of each rule that few seeds miss when it is
 * removed (`npm run simulate:mutants`). A change of the simulation gives seeds new meanings: then this list is made anew.
 */

export interface Found {
  readonly seed: number;
  /** @default as the seed has it */
  readonly profile?: string;
  readonly found: string;
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
  { seed: 42, profile: 'rivals', found: 'a retry of a create must not be answered for a later session' },
  { seed: 3055, profile: 'rivals', found: 'an older socket must not make a session' },
  { seed: 95, profile: 'rivals', found: 'a page must not be asked for a session that it never had' },
  { seed: 21, profile: 'naps', found: 'short naps must not add up to a lease that is longer than it is' },
  { seed: 687, found: 'an older socket must not take its session back' },
  { seed: 757, found: 'the first word on how a connection closed must stand' },
  { seed: 98, found: 'a connection must not be closed in the place of another' },
  { seed: 45, found: 'a resume must not take a session that nobody named' },
  { seed: 61, found: 'an end must not end the session that follows' },
  { seed: 194, found: 'an unanswered create must outlive a reload' },
  { seed: 258, found: 'a heartbeat must not be stored for one that does not own the session' },
  { seed: 422, found: 'a page that is told that it is superseded must stop' },
  {
    seed: 223,
    profile: 'slowRaces',
    found: 'a create must not revive a session that is ended meanwhile',
  },
  { seed: 593, profile: 'slowRaces', found: 'a create must not lower an epoch that is raised meanwhile' },
  { seed: 391, profile: 'slowRaces', found: 'a create must not lower a lease that is raised meanwhile' },
  { seed: 336, profile: 'shortLives', found: 'a resume must not be obeyed on a token that has run out' },
  { seed: 3232, profile: 'manyPresses', found: 'more than two requestIds must be remembered' },
  { seed: 920, profile: 'movingOn', found: 'SUPERSEDED to a command must only mean: ask' },
  { seed: 831, profile: 'denseRetries', found: 'a create must be given up after two minutes' },
  { seed: 946912, found: 'a page must heed a push on the socket that it moves to' },
  { seed: 3406636, found: 'a page must not claim the air while it moves and has been told' },
  { seed: 1410993, found: 'a refusal may be true between two instants in which it is not' },
];
