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
  { seed: 36330, found: 'a start may end, told, in a database that is away for two minutes' },
  { seed: 46234, found: 'a second $disconnect of a slow host may think an expired session live' },
  { seed: 70, found: 'an older socket must not take its session back' },
  { seed: 88, found: 'the first word on how a connection closed must stand' },
  { seed: 149, found: 'a resume must not take a session that nobody named' },
  { seed: 248, found: 'an end must not end the session that follows' },
  { seed: 62, found: 'an unanswered create must outlive a reload' },
  { seed: 231, found: 'a name must not be taken from another session' },
  { seed: 617, profile: 'slowRaces', found: 'a create must not revive a session that is ended meanwhile' },
  { seed: 983, profile: 'slowRaces', found: 'a create must not lower an epoch that is raised meanwhile' },
  { seed: 171, profile: 'slowRaces', found: 'a create must not undo a setting that is changed meanwhile' },
  { seed: 4, profile: 'shortLives', found: 'a $disconnect must not interrupt a session that is too old' },
  { seed: 373, profile: 'manyPresses', found: 'more than two requestIds must be remembered' },
  { seed: 239, profile: 'movingOn', found: 'SUPERSEDED to a command must only mean: ask' },
  { seed: 597, profile: 'denseRetries', found: 'a create must be given up after two minutes' },
];
