import { expect, test } from 'vitest';
import { barChart } from '../../../scripts/charts/bar-chart.ts';
import { ticksUpTo } from '../../../scripts/charts/frame.ts';
import { lineChart } from '../../../scripts/charts/line-chart.ts';

const bars = barChart({
  kind: 'bars',
  name: 'bytes',
  title: 'Bytes <minified> & so on',
  digits: 0,
  rows: [
    {
      label: 'heavy',
      parts: [
        { name: 'ours', value: 100 },
        { name: 'theirs', value: 300 },
      ],
    },
    { label: 'light', parts: [{ name: 'theirs', value: 50 }] },
  ],
});

const rectangles = [
  ...bars.matchAll(/<rect class="(b\d)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)" height="18"/g),
];

test('a bar is as long as its value, begins where the one before it ends, and has the colour of its name', () => {
  const [ours, theirs, light] = rectangles.map(([, colour, x, width]) => ({
    colour,
    x: Number(x),
    width: Number(width),
  }));
  expect((theirs?.width ?? 0) / (ours?.width ?? 0)).toBeCloseTo(3, 1);
  expect((light?.width ?? 0) / (ours?.width ?? 0)).toBeCloseTo(0.5, 1);
  expect(theirs?.x).toBeCloseTo((ours?.x ?? 0) + (ours?.width ?? 0), 0);
  expect([ours?.colour, theirs?.colour, light?.colour]).toEqual(['b0', 'b1', 'b1']);
});

test('the sum stands beside a bar, the names in a legend, and no text breaks the markup', () => {
  expect(bars).toContain('>400</text>');
  expect(bars).toContain('>theirs</text>');
  expect(bars).toContain('<title>Bytes &lt;minified&gt; &amp; so on</title>');
});

test('a curve goes through its points, the higher the further up', () => {
  const picture = lineChart({
    kind: 'lines',
    name: 'rate',
    title: 'Rate',
    axes: { x: 'ms', y: 'attempts' },
    lines: [
      {
        label: 'one',
        points: [
          [0, 0],
          [50, 10],
          [100, 5],
        ],
      },
    ],
  });
  const path = /class="curve c0" d="M([^"]+)"/.exec(picture)?.[1] ?? '';
  const [start, peak, end] = path.split('L').map((point) => point.split(' ').map(Number));
  expect(peak?.[0]).toBeCloseTo(((start?.[0] ?? 0) + (end?.[0] ?? 0)) / 2, 0);
  // Downwards on a drawing is upwards in numbers.
  expect(end?.[1]).toBeCloseTo(((start?.[1] ?? 0) + (peak?.[1] ?? 0)) / 2, 0);
  expect(peak?.[1]).toBeLessThan(start?.[1] ?? 0);
});

test.each([
  [0, [0, 1]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [7.3, [0, 2, 4, 6, 8]],
  [400, [0, 100, 200, 300, 400]],
  [401, [0, 100, 200, 300, 400, 500]],
  [230_000, [0, 50_000, 100_000, 150_000, 200_000, 250_000]],
])('an axis up to %d has round steps', (most, ticks) => {
  expect(ticksUpTo(most)).toEqual(ticks);
});
