// A process with one library in it: its server side, a proxy for each scene, and its clients behind that.
import './browser-page.ts';
import { answerParent } from '../../child.ts';
import type { ClientQuestions } from '../questions.ts';
import { openArena } from './arenas.ts';
import type { Arena } from './contender.ts';
import { gatherHerd, type GatheredHerd } from './herd.ts';
import { countAttemptsAfterRefusal } from './refusal.ts';
import { play } from './scene.ts';
import { Tower } from './tower.ts';

let gathered: { readonly arena: Arena; readonly herd: GatheredHerd } | undefined;

answerParent<ClientQuestions>({
  play: async ({ library, acts, plan }) =>
    (
      await Promise.all(
        acts.map(async ({ stage, scenes }) => {
          const arena = await openArena(library, stage);
          const tower = new Tower(arena);
          try {
            return await Promise.all(scenes.map((scene) => play(scene, plan, arena, tower)));
          } finally {
            tower.stop();
            await arena.stop();
          }
        }),
      )
    ).flat(),
  async gather({ library, stage, plan }) {
    const arena = await openArena(library, stage);
    gathered = { arena, herd: await gatherHerd(arena, plan.herd.clients) };
    return undefined;
  },
  async drop({ plan: { herd } }) {
    if (gathered === undefined) throw new Error('no herd was gathered');
    const { arena } = gathered;
    const [dropped, attemptsAfterRefusal] = await Promise.all([
      gathered.herd.drop(herd.watchedMs),
      countAttemptsAfterRefusal(arena, herd.watchedMs),
    ]);
    await arena.stop();
    return { herd: dropped, attemptsAfterRefusal };
  },
});
