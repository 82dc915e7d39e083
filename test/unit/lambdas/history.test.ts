// The function behind the table's stream: each write once, in its order, whatever is delivered twice or fails.
import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { epochMs } from '#protocol/units.ts';
import { keepHistory } from '../../../lambdas/history.ts';
import type { HistoryLogLine } from '../../../lambdas/runtime/history-log.ts';
import { decideCreate } from '../../../lambdas/session/create.ts';
import { decideDisconnect } from '../../../lambdas/session/disconnect.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import type { Attributes } from '../../../lambdas/store/attributes.ts';
import { DatabaseUnavailable } from '../../../lambdas/store/database.ts';
import type { HistoryEntry } from '../../../lambdas/store/history-store.ts';
import { imageOf } from '../../support/stream-image.ts';
import { at, createMessage, makeName, newPage, START, terms } from '../../support/speaker.ts';

const page = newPage();
const decided = decideCreate(undefined, createMessage(page), page.caller, terms, START, makeName());
if (decided.kind !== 'commit') throw new Error('no session');
const session = decided.next;
const gone = decideDisconnect(session, { code: 1006, reason: '' }, page.caller, terms, at(5_000));
if (gone.kind !== 'commit') throw new Error('not interrupted');

const record = (sequence: number, before: SpeakerItem | undefined, after: SpeakerItem): DynamoDBRecord => ({
  eventName: before === undefined ? 'INSERT' : 'MODIFY',
  dynamodb: {
    SequenceNumber: String(sequence),
    // In seconds, as Lambda has it.
    ApproximateCreationDateTime: Math.floor(START / 1000),
    Keys: { pk: { S: `SPEAKER#${after.speakerId}` } },
    ...(before === undefined ? {} : { OldImage: imageOf(before) as Attributes as never }),
    NewImage: imageOf(after) as Attributes as never,
  },
});
const created = (sequence: number) => record(sequence, undefined, session);
const interrupted = (sequence: number) => record(sequence, session, gone.next);

/** A history in memory that refuses what it is told to. */
function historyThat(refuses: (sequence: string, attempt: number) => boolean = () => false) {
  const kept = new Map<string, HistoryEntry>();
  const lines: HistoryLogLine[] = [];
  const attempts = new Map<string, number>();
  const keep = keepHistory({
    history: {
      async keepChange(entry, sequence, index) {
        const attempt = (attempts.get(sequence) ?? 0) + 1;
        attempts.set(sequence, attempt);
        if (refuses(sequence, attempt)) throw new DatabaseUnavailable('TimeoutError');
        kept.set(`${sequence}#${index}`, entry);
      },
    },
    log: (line) => lines.push(line),
  });
  return { kept, lines, deliver: (...Records: DynamoDBRecord[]) => keep({ Records }) };
}
const done = { batchItemFailures: [] };

describe('a batch of the stream', () => {
  test('is kept as what it meant, with the speaker as the log names them', async () => {
    const { deliver, kept } = historyThat();
    expect(await deliver(created(1), interrupted(2))).toEqual(done);
    expect([...kept].map(([key, { change, epoch }]) => [key, change.kind, epoch])).toEqual([
      ['1#0', 'created', 1],
      ['2#0', 'closed', 1],
      ['2#1', 'interrupted', 1],
    ]);
    const [entry] = kept.values();
    expect(entry).toMatchObject({ sessionId: session.sessionId, at: START });
    expect(entry?.speaker).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify([...kept.values()])).not.toContain(session.speakerId);
  });

  test('has no time before the session was there, though records tell whole seconds', async () => {
    const { deliver, kept } = historyThat();
    const later = { ...session, createdAt: epochMs(START + 900) };
    const ended = { ...later, status: 'ended', endReason: 'operator' } as const;
    await deliver(record(1, later, ended));
    expect(kept.get('1#0')).toMatchObject({ at: later.createdAt, change: { reason: 'operator' } });
  });

  test('stops at the first record that cannot be written, and asks for it and what follows again', async () => {
    const { deliver, kept, lines } = historyThat((sequence, attempt) => sequence === '2' && attempt === 1);
    const batch = [created(1), interrupted(2), created(3)] as const;
    expect(await deliver(...batch)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect([...kept.keys()]).toEqual(['1#0']);
    expect(lines).toMatchObject([{ outcome: 'retried', sequence: '2' }]);
    expect(await deliver(...batch.slice(1))).toEqual(done);
    expect([...kept.keys()]).toEqual(['1#0', '2#0', '2#1', '3#0']);
  });

  test('that fails between two changes of one write has both in the end', async () => {
    const { deliver, kept } = historyThat((_, attempt) => attempt === 2);
    expect(await deliver(interrupted(2))).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect([...kept.keys()]).toEqual(['2#0']);
    await deliver(interrupted(2));
    expect([...kept.keys()]).toEqual(['2#0', '2#1']);
  });

  test('says the same of a record at each delivery, so that twice is once', async () => {
    const { deliver, kept } = historyThat();
    await deliver(interrupted(2), created(1));
    const first = new Map(kept);
    await deliver(created(1), interrupted(2));
    expect(kept).toEqual(first);
  });

  test('leaves out a record that nobody will ever be able to read, and says which', async () => {
    const { deliver, kept, lines } = historyThat();
    const damaged = created(1);
    Object.assign(damaged.dynamodb?.NewImage ?? {}, { sv: { N: '99' } });
    expect(await deliver(damaged, interrupted(2))).toEqual(done);
    expect([...kept.keys()]).toEqual(['2#0', '2#1']);
    expect(lines).toMatchObject(
      [{ outcome: 'skipped', sequence: '1', error: /unknown schema/ }].map(({ error, ...line }) => ({
        ...line,
        error: expect.stringMatching(error) as unknown,
      })),
    );
    expect(JSON.stringify(lines)).not.toContain(session.speakerId);
  });

  const deleted = (session: SpeakerItem, afterMs: number): DynamoDBRecord => ({
    eventName: 'REMOVE',
    dynamodb: {
      SequenceNumber: '9',
      ApproximateCreationDateTime: (session.leaseUntil + afterMs) / 1000,
      OldImage: imageOf(session) as Attributes as never,
    },
  });

  test('tells that a session ran out when TTL deletes the item of a speaker who did not come back', async () => {
    const { deliver, kept } = historyThat();
    expect(await deliver(deleted(session, 25 * 3_600_000))).toEqual(done);
    expect([...kept.values()]).toEqual([
      expect.objectContaining({
        sessionId: session.sessionId,
        at: session.leaseUntil,
        change: { kind: 'expired' },
      }),
    ]);
  });

  test('tells no such thing of an ended session, nor of an item that was deleted before its time', async () => {
    const { deliver, kept } = historyThat();
    const ended = { ...session, status: 'ended', endReason: 'requested' } as const;
    expect(await deliver(deleted(ended, 25 * 3_600_000), deleted(session, -1_000))).toEqual(done);
    expect(kept.size).toBe(0);
  });

  test('passes over reserved names, their deletion and heartbeats', async () => {
    const { deliver, kept } = historyThat();
    const name: DynamoDBRecord = {
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: '1', NewImage: { pk: { S: 'SESSION#a-b-1000' }, sp: { S: 'x' } } },
    };
    const deletion: DynamoDBRecord = {
      eventName: 'REMOVE',
      dynamodb: { SequenceNumber: '2', OldImage: { pk: { S: 'SESSION#a-b-1000' }, sp: { S: 'x' } } },
    };
    const beat = record(3, session, { ...session, leaseUntil: epochMs(session.leaseUntil + 1) });
    expect(await deliver(name, deletion, beat)).toEqual(done);
    expect(kept.size).toBe(0);
  });
});
