import { beforeEach, expect, test } from 'vitest';
import { createSpeakerPool } from './speaker-pool.ts';

const MINUTE = 60_000;
const AFTER_THE_MEMORY = 5.5 * MINUTE;
let clock = 0;
let waits: number[] = [];
let ended: string[] = [];

beforeEach(() => {
  clock = 1_000 * MINUTE;
  waits = [];
  ended = [];
});

const poolOf = (count: number, createsPerHour = 50) =>
  createSpeakerPool({
    speakers: Array.from({ length: count }, (_, index) => `s${index}`),
    createsPerHour,
    endSession: async (speaker) => void ended.push(speaker),
    now: () => clock,
    async wait(ms) {
      waits.push(ms);
      clock += ms;
    },
  });

test('hands out as many as asked for, or all that there are, without a session', async () => {
  const pool = poolOf(3);
  expect(await pool.take(2, 1)).toHaveLength(2);
  expect(new Set(await pool.take(50, 1)).size).toBe(3);
  expect(ended).toHaveLength(5);
  expect(waits).toEqual([]);
});

test('hands a speaker out four times at once, and waits 5 min for a fifth', async () => {
  const pool = poolOf(1);
  for (let time = 1; time <= 4; time += 1) await pool.take(1, 1);
  expect(waits).toEqual([]);
  await pool.take(1, 1);
  expect(waits).toEqual([AFTER_THE_MEMORY]);
});

test('waits until as many creations are free as are asked for', async () => {
  const pool = poolOf(1);
  await pool.take(1, 1);
  clock += MINUTE;
  await pool.take(1, 2);
  await pool.take(1, 2);
  expect(waits).toEqual([AFTER_THE_MEMORY - MINUTE]);
});

test('waits for the hour where the limit on it is the narrower one', async () => {
  const pool = poolOf(1, 2);
  await pool.take(1, 2);
  await pool.take(1, 1);
  expect(waits).toEqual([60.5 * MINUTE]);
});

test('uses up whom it has begun with, so that whole speakers are left', async () => {
  const pool = poolOf(20);
  for (let time = 1; time <= 4; time += 1) await pool.take(10, 1);
  await pool.take(10, 4);
  expect(waits).toEqual([]);
});

test('takes no more than a speaker may make at once', async () => {
  await expect(poolOf(1).take(1, 5)).rejects.toThrow('only 4');
  await expect(poolOf(1, 1).take(1, 2)).rejects.toThrow('only 1');
});

test('ends the sessions of all who were handed out, and of nobody else', async () => {
  const pool = poolOf(5);
  const taken = await pool.take(2, 1);
  ended = [];
  await pool.endAll();
  expect(ended).toEqual(taken);
});
