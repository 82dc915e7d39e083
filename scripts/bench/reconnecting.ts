/** Reconnecting clients side by side: the same faults for Podium's client and for what people use instead, in real time. */
import { setTimeout as delay } from 'node:timers/promises';
import { startStack, type StackUnderTest } from '../../test/support/stack.ts';
import type { Chapter } from './chapter.ts';
import { startChild, type Child } from './child.ts';
import type { Stage } from './line.ts';
import { findingsOf, type Contended } from './reconnecting/findings.ts';
import {
  full,
  isAlone,
  isMoving,
  libraries,
  quick,
  type Library,
  type Plan,
  type Scene,
} from './reconnecting/plan.ts';
import type { ClientQuestions, Outcome } from './reconnecting/questions.ts';
import { weighClients } from './reconnecting/weight.ts';
import { engine } from './engine.ts';

type Client = Child<ClientQuestions>;

export const reconnecting: Chapter = {
  name: 'reconnecting',
  title:
    'Reconnecting clients side by side, on loopback, each with its server side; Podium with the local stack',
  async run({ quick: isQuick, say }) {
    const plan = isQuick ? quick : full;
    say(`${plan.scenes.length} scenes and a herd of ${plan.herd.clients}, all libraries at once …`);
    const alone = plan.scenes.filter(isAlone);
    const crews = libraries.map((library): Crew => ({
      library,
      herd: newClient(),
      shared: newClient(),
      alone: alone.map((scene) => ({ scene, client: newClient() })),
    }));
    const stacks = [startStack(FLAGS), startStack([...FLAGS, '--rotate-ms', String(plan.rotateMs)])] as const;
    try {
      const [still, moving] = await Promise.all(stacks);
      const [stage, movingStage] = [stageOf(still), stageOf(moving)];
      await Promise.all(crews.map(({ library, herd }) => herd.ask('gather', { library, stage, plan })));
      const [played, dropped] = await Promise.all([
        after(plan.herd.apartMs, () =>
          Promise.all(crews.map((crew) => playAll(crew, plan, stage, movingStage))),
        ),
        Promise.all(
          crews.map(({ herd }, index) => after(dropsAfterMs(plan, index), () => herd.ask('drop', { plan }))),
        ),
      ]);
      const contended = libraries.map((library, index): Contended => {
        const outcomes = played[index];
        const fall = dropped[index];
        if (outcomes === undefined || fall === undefined) throw new Error(`${library} was not measured`);
        return { library, outcomes, ...fall };
      });
      return findingsOf(plan, contended, await weighClients());
    } finally {
      const clients = crews.flatMap(({ herd, shared, alone }) => [
        herd,
        shared,
        ...alone.map(({ client }) => client),
      ]);
      await Promise.all(clients.map((client) => client.stop()));
      // Also the one that started where the other did not.
      await Promise.allSettled(stacks.map(async (stack) => (await stack).stop()));
    }
  },
};

/** The processes of one library. */
interface Crew {
  readonly library: Library;
  readonly herd: Client;
  readonly shared: Client;
  readonly alone: readonly { readonly scene: Scene; readonly client: Client }[];
}

const FLAGS = ['--engine', engine, '--join-limit', '0'];
const newClient = () => startChild<ClientQuestions>(new URL('reconnecting/clients/main.ts', import.meta.url));
const stageOf = ({ gateway, site }: StackUnderTest): Stage => ({ url: gateway, origin: site });

/** @returns outcomes in the order of the plan's scenes */
async function playAll(
  { library, shared, alone }: Crew,
  plan: Plan,
  stage: Stage,
  movingStage: Stage,
): Promise<(readonly Outcome[])[]> {
  const together = plan.scenes.filter((scene) => !isAlone(scene));
  const acts = [
    { stage, scenes: together.filter((scene) => !isMoving(scene)) },
    { stage: movingStage, scenes: together.filter(isMoving) },
  ];
  const [outcomes, ...aloneOutcomes] = await Promise.all([
    shared.ask('play', { library, acts, plan }),
    ...alone.map(({ scene, client }) =>
      client.ask('play', { library, acts: [{ stage, scenes: [scene] }], plan }),
    ),
  ]);
  const inOrder = [...acts.flatMap(({ scenes }) => scenes), ...alone.map(({ scene }) => scene)];
  const all = new Map([...outcomes, ...aloneOutcomes.flat()].map((each, index) => [inOrder[index], each]));
  return plan.scenes.map((scene) => all.get(scene) ?? []);
}

/** Podium's first, then the scenes alone for a while: what lasts for less than a second there is not to be a herd's noise. */
const dropsAfterMs = ({ herd }: Plan, index: number): number =>
  index === 0 ? 0 : (index + 2) * herd.apartMs;

async function after<T>(ms: number, begin: () => Promise<T>): Promise<T> {
  await delay(ms);
  return begin();
}
