/** Two pictures: how a herd knocks, and how long each library is off the air. */
import type { Chart } from '../chapter.ts';
import type { Contended, Row } from './findings.ts';
import { attemptsByBucket, BUCKET_MS } from './herd-curve.ts';
import { nameOf, type Plan } from './plan.ts';

export function chartsOf(plan: Plan, rows: readonly Row[], contended: readonly Contended[]): Chart[] {
  return [
    {
      kind: 'lines',
      name: 'reconnecting-herd',
      title: `${plan.herd.clients} clients dropped at once: attempts in each ${BUCKET_MS} ms`,
      axes: { x: 's', y: 'attempts' },
      lines: contended.map(({ library, herd }) => ({
        label: library,
        points: attemptsByBucket(herd).map(
          (attempts, bucket) => [(bucket * BUCKET_MS) / 1_000, attempts] as const,
        ),
      })),
    },
    {
      kind: 'bars',
      name: 'reconnecting-off-air',
      title: 'Off the air, seconds; –: not back',
      digits: 1,
      rows: rows.flatMap(({ scene, offAirMs }) =>
        offAirMs.map(({ library, ms }) => ({
          label: `${nameOf(scene)}: ${library}`,
          parts: Number.isFinite(ms) ? [{ name: library, value: ms / 1_000 }] : [],
        })),
      ),
    },
  ];
}
