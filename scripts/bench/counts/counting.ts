// A process that counts: the Lambdas read their settings when they are loaded, and it has its standard output to itself.
import type { EngineName } from '../../../infra/local/database.ts';
import { answerParent } from '../child.ts';
import { startCountedStage, type CountedStage } from './counted-stage.ts';
import type { OnAir } from './hour.ts';
import { countOperations, type Operations } from './operations.ts';
import { play } from './played.ts';
import type { Tally } from './tally.ts';

export type CountingQuestions = {
  open: { asks: EngineName; answers: undefined };
  operations: { asks: undefined; answers: Operations };
  play: { asks: OnAir; answers: Tally };
  close: { asks: undefined; answers: undefined };
};

let stage: CountedStage | undefined;
let played = 0;
const open = (): CountedStage => {
  if (stage === undefined) throw new Error('No stage is open.');
  return stage;
};

answerParent<CountingQuestions>({
  async open(engine) {
    stage = await startCountedStage(engine);
    return undefined;
  },
  operations: () => countOperations(open()),
  play: (onAir) => play(open(), `speaker-${(played += 1)}`, onAir),
  async close() {
    await open().stop();
    return undefined;
  },
});
