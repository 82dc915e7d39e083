/** One scene: so many sessions with so many listeners each, on something that distributes frames. */
import type { Stage } from '../line.ts';
import { startChild } from '../child.ts';
import type { Heard, ListenersQuestions } from './listeners.ts';
import type { SpeakersQuestions, Spoken } from './speakers.ts';

export interface Scene {
  readonly sessions: number;
  readonly listenersEach: number;
  /** That each speaker captures. */
  readonly frames: number;
}

export type Measured = Spoken & Heard;

/** Where one process of listeners would be what is measured. */
const LISTENERS_A_PROCESS = 500;

const moduleAt = (name: string) => new URL(name, import.meta.url);

/** @param tokens one for each session. @throws Error where a speaker or a joining listener is refused */
export async function play(
  { sessions, listenersEach, frames }: Scene,
  stage: Stage,
  tokens: readonly string[],
): Promise<Measured> {
  const crowd = sessions * listenersEach;
  const speakers = startChild<SpeakersQuestions>(moduleAt('speakers.ts'));
  const listeners = Array.from({ length: Math.ceil(crowd / LISTENERS_A_PROCESS) }, () =>
    startChild<ListenersQuestions>(moduleAt('listeners.ts')),
  );
  try {
    const sessionIds = await speakers.ask('create', { stage, tokens });
    const seats = Array.from({ length: listenersEach }, () => sessionIds).flat();
    await Promise.all(
      listeners.map((process, index) =>
        process.ask('join', {
          stage,
          sessionIds: seats.filter((_, seat) => seat % listeners.length === index),
        }),
      ),
    );
    const spoken = await speakers.ask('speak', { frames });
    const told = await Promise.all(listeners.map((process) => process.ask('tell', { lastSeq: frames })));
    const sum = (of: (heard: Heard) => number) => told.reduce((total, each) => total + of(each), 0);
    return {
      ...spoken,
      delaysMs: Float64Array.from(told.flatMap(({ delaysMs }) => [...delaysMs])),
      pushes: sum(({ pushes }) => pushes),
      missed: sum(({ missed }) => missed),
      doubled: sum(({ doubled }) => doubled),
      cut: sum(({ cut }) => cut),
    };
  } finally {
    await Promise.all([speakers, ...listeners].map((child) => child.stop()));
  }
}
