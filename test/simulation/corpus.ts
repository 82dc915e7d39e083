/** Seeds that once found something: in the product, or in what this simulation thought of it. They always run. */

export const corpus: readonly { readonly seed: number; readonly profile?: string; readonly found: string }[] =
  [
    { seed: 68, found: 'naps of less than 30 s each made a page think its lease longer than it was' },
    { seed: 105, found: 'a page whose clock stands while it sleeps takes up to 20 s to notice' },
    { seed: 362, found: 'a signed-out page is no client any more, though its tab still keeps the id' },
    { seed: 504, found: 'a copy of a tab becomes its client in the second in which the tab is reloaded' },
    {
      seed: 2384,
      found: 'a planned move whose answer is lost leaves the page on the air by the older socket for 10 s',
    },
    {
      seed: 102349,
      found: 'a create that is given up after 2 min may have made a session, which waits for its lease',
    },
    { seed: 105790, found: 'a copy with its count a little old takes over by a press only' },
  ];
