/** The audience: how long a voice takes to those who listen, beside a bare `ws` relay, and whether a frame is missing. */
import { percentile } from '../../test/smoke/percentile.ts';
import { play, type Measured, type Scene } from './audience/scene.ts';
import { startPodium, startRelay, type Distributor } from './audience/stages.ts';
import { FRAME_MS } from './audience/sound.ts';
import type { Chapter, Table } from './chapter.ts';
import { engine } from './engine.ts';

/** The first is what a claim takes where nobody listens. */
const full: readonly Scene[] = [
  { sessions: 1, listenersEach: 0, frames: 10 },
  { sessions: 1, listenersEach: 10, frames: 20 },
  { sessions: 1, listenersEach: 100, frames: 20 },
  { sessions: 1, listenersEach: 1_000, frames: 30 },
  { sessions: 100, listenersEach: 10, frames: 20 },
];
const quick: readonly Scene[] = [
  { sessions: 1, listenersEach: 0, frames: 3 },
  { sessions: 1, listenersEach: 100, frames: 5 },
  { sessions: 10, listenersEach: 10, frames: 5 },
];

interface Played {
  readonly scene: Scene;
  readonly podium: Measured;
  readonly relay: Measured;
}

export const audience: Chapter = {
  name: 'audience',
  title: `The audience: ${FRAME_MS} ms of 16 kHz PCM at a time, one message in flight, on loopback; database ${engine}`,
  async run({ quick: isQuick, say }) {
    const played: Played[] = [];
    const running: Distributor[] = [];
    const started = async (starting: Promise<Distributor>) => {
      const distributor = await starting;
      running.push(distributor);
      return distributor;
    };
    try {
      const relay = await started(startRelay());
      const podium = await started(startPodium());
      for (const scene of isQuick ? quick : full) {
        const seconds = (scene.frames * FRAME_MS) / 1_000;
        say(`${nameOf(scene)}: ${seconds} s of sound through the relay, then Podium …`);
        const through = async ({ stage, tokens }: Distributor) =>
          play(scene, stage, await tokens(scene.sessions));
        played.push({ scene, relay: await through(relay), podium: await through(podium) });
      }
    } finally {
      await Promise.all(running.map((each) => each.stop()));
    }
    return { tables: [delays(played), fanOuts(played)], wrong: played.flatMap(wrongIn) };
  },
};

function delays(played: readonly Played[]): Table {
  const rows = played
    .filter(({ scene }) => scene.listenersEach > 0)
    .map(({ scene, podium, relay }) => {
      const [p50, p99] = [50, 99].map((percent) => percentile([...podium.delaysMs], percent));
      const [relay50, relay99] = [50, 99].map((percent) => percentile([...relay.delaysMs], percent));
      const { messages, pushes, missed, doubled, cut, unsentMs, tookMs } = podium;
      const frames = scene.sessions * scene.frames;
      const lost = [missed, doubled, cut];
      const beside = [p50, p99, relay50, relay99, ratio(p50, relay50), ratio(p99, relay99)];
      return [nameOf(scene), messages, frames, ...lost, ...beside, unsentMs, (pushes / tookMs) * 1_000];
    });
  return {
    title: 'From capture to receipt',
    columns: [
      { heading: 'SCENE' },
      { heading: 'messages', digits: 0 },
      { heading: 'frames', digits: 0 },
      { heading: 'missed', digits: 0 },
      { heading: 'doubled', digits: 0 },
      { heading: 'cut', digits: 0 },
      { heading: 'p50 ms', digits: 1 },
      { heading: 'p99 ms', digits: 1 },
      { heading: 'relay p50', digits: 1 },
      { heading: 'relay p99', digits: 1 },
      { heading: '× p50', digits: 1 },
      { heading: '× p99', digits: 1 },
      { heading: 'unsent ms', digits: 0 },
      { heading: 'calls/s', digits: 0 },
    ],
    rows,
    notes: [
      'Delays begin where a frame’s last sample is due; × is Podium beside the relay. Cut: listeners whose connection was closed.',
      'Unsent: the most sound that a speaker had waiting when it fell silent; more than a message holds (600 ms) is falling behind.',
      'Calls: successful posts to @connections.',
      'Each scene runs through the relay once, then through Podium.',
    ],
  };
}

function fanOuts(played: readonly Played[]): Table {
  const acks = ({ ackMs }: Measured) => [50, 99].map((percent) => percentile(ackMs, percent));
  const alone = played.find(({ scene }) => scene.listenersEach === 0);
  const [claim50 = 0] = alone === undefined ? [] : acks(alone.podium);
  return {
    title: 'From sending a message to its acknowledgement',
    columns: [
      { heading: 'SCENE' },
      { heading: 'p50 ms', digits: 1 },
      { heading: 'p99 ms', digits: 1 },
      { heading: 'relay p50', digits: 1 },
      { heading: 'relay p99', digits: 1 },
      { heading: 'fan-out p50 ms', digits: 1 },
    ],
    rows: played.map(({ scene, podium, relay }) => {
      const [p50 = 0, p99] = acks(podium);
      const fanOut = scene.listenersEach > 0 && scene.sessions === 1 ? p50 - claim50 : undefined;
      return [nameOf(scene), p50, p99, ...acks(relay), fanOut];
    }),
    notes: ['Fan-out: what the acknowledgement takes longer than where nobody listens.'],
  };
}

function wrongIn({ scene, podium, relay }: Played): string[] {
  return Object.entries({ Podium: podium, 'the relay': relay }).flatMap(([name, { missed, doubled, cut }]) =>
    missed + doubled + cut === 0
      ? []
      : `${nameOf(scene)}, ${name}: ${missed} frames missed, ${doubled} doubled, ${cut} listeners cut off.`,
  );
}

const ratio = (one: number | undefined, other: number | undefined) =>
  one === undefined || other === undefined || other === 0 ? undefined : one / other;

const nameOf = ({ sessions, listenersEach }: Scene) =>
  `${sessions} × ${listenersEach.toLocaleString('en-US')} listeners`;
