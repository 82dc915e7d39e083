// How far behind a listener is, told by two clocks that may differ.
import { expect, test } from 'vitest';
import { DelayEstimate } from '../../../../frontend/src/audio/running-delay.ts';

const capturedAt = 1_700_000_000_000;

test('nothing is claimed before a frame has come', () => {
  expect(new DelayEstimate().at(200)).toBeUndefined();
});

test('where the clocks agree it is the way here and the wait here', () => {
  const estimate = new DelayEstimate();
  estimate.received(capturedAt, capturedAt + 180);
  estimate.received(capturedAt + 100, capturedAt + 340);
  expect(estimate.at(250)).toEqual({ ms: 490, whole: true });
});

test.each([
  ['behind', -60_000],
  ['ahead', 60_000],
])(
  'where this clock is a minute %s it is what one clock can tell: later than the quickest, and the wait',
  (_, off) => {
    const estimate = new DelayEstimate();
    estimate.received(capturedAt, capturedAt + off + 80);
    estimate.received(capturedAt + 100, capturedAt + 100 + off + 130);
    expect(estimate.at(250)).toEqual({ ms: 300, whole: false });
  },
);

test('what was long ago no longer counts', () => {
  const estimate = new DelayEstimate();
  estimate.received(capturedAt, capturedAt - 5_000);
  for (let frame = 0; frame < 120; frame += 1) estimate.received(capturedAt, capturedAt + 100);
  expect(estimate.at(0)).toEqual({ ms: 100, whole: true });
});
