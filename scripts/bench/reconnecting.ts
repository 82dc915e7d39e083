/** Reconnecting clients side by side: the same faults for Podium's client and for what people use instead, in real time. */
import { startStack } from '../../test/support/stack.ts';
import type { Chapter } from './chapter.ts';
import { startChild, type Child } from './child.ts';
import type { Stage } from './line.ts';
import { findingsOf, type Contended } from './reconnecting/findings.ts';
import { full, isAlone, isMoving, libraries, quick, type Library, type Plan } from './reconnecting/plan.ts';
import type { Act, ClientQuestions } from './reconnecting/questions.ts';
import { weightOf } from './reconnecting/weight.ts';
import { engine } from './audience/stages.ts';

type Client = Child<ClientQuestions>;

export const reconnecting: Chapter = {
  name: 'reconnecting',
  title:
    'Reconnecting clients side by side, on loopback, each with its server side; Podium with the local stack',
  async run({ quick: isQuick, say }) {
    const plan = isQuick ? quick : full;
    say(`${plan.scenes.length} scenes and a herd of ${plan.herd.clients}, all libraries at once …`);
    const clients: Client[] = [];
    const newClient = () => {
      const client = startChild<ClientQuestions>(new URL('reconnecting/clients/main.ts', import.meta.url));
      clients.push(client);
      return client;
    };
    const flags = ['--engine', engine, '--join-limit', '0'];
    const [stack, movingStack] = await Promise.all([
      startStack(flags),
      startStack([...flags, '--rotate-ms', String(plan.rotateMs)]),
    ]);
    try {
      const [stage, movingStage] = [stack, movingStack].map(({ gateway, site }) => ({
        url: gateway,
        origin: site,
      }));
      if (stage === undefined || movingStage === undefined) throw new Error('no stack');
      const stages = { stage, movingStage };
      const herds = await gatherHerds(plan, stage, newClient);
      const [played, dropped] = await Promise.all([
        after(plan.herd.apartMs, () =>
          Promise.all(libraries.map((library) => playAll(library, plan, stages, newClient))),
        ),
        Promise.all(
          herds.map((herd, index) => after(index * plan.herd.apartMs, () => herd.ask('drop', { plan }))),
        ),
      ]);
      const contended = await Promise.all(
        libraries.map(async (library, index): Promise<Contended> => {
          const outcomes = played[index];
          const fall = dropped[index];
          if (outcomes === undefined || fall === undefined) throw new Error(`${library} was not measured`);
          return { library, outcomes, ...fall, bytes: await weightOf(library) };
        }),
      );
      return findingsOf(plan, contended);
    } finally {
      await Promise.all(clients.map((client) => client.stop()));
      await Promise.all([stack.stop(), movingStack.stop()]);
    }
  },
};

interface Stages {
  readonly stage: Stage;
  readonly movingStage: Stage;
}

/** @returns outcomes in the order of the plan's scenes */
async function playAll(
  library: Library,
  plan: Plan,
  { stage, movingStage }: Stages,
  newClient: () => Client,
) {
  const [alone, shared] = [plan.scenes.filter(isAlone), plan.scenes.filter((scene) => !isAlone(scene))];
  const [moving, still] = [shared.filter(isMoving), shared.filter((scene) => !isMoving(scene))];
  const companies: Act[][] = [
    [
      { stage, scenes: still },
      { stage: movingStage, scenes: moving },
    ],
    ...alone.map((scene) => [{ stage, scenes: [scene] }]),
  ];
  const answers = await Promise.all(
    companies.map((acts) => newClient().ask('play', { library, acts, plan })),
  );
  const outcomes = new Map(
    companies.flatMap((acts, company) =>
      acts
        .flatMap(({ scenes }) => scenes)
        .map((scene, index) => [scene, answers[company]?.[index] ?? []] as const),
    ),
  );
  return plan.scenes.map((scene) => outcomes.get(scene) ?? []);
}

const gatherHerds = (plan: Plan, stage: Stage, newClient: () => Client): Promise<Client[]> =>
  Promise.all(
    libraries.map(async (library) => {
      const client = newClient();
      await client.ask('gather', { library, stage, plan });
      return client;
    }),
  );

async function after<T>(ms: number, begin: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return begin();
}
