// How the tests of the decision table ask, and how they speak of what is decided.
import { expect } from 'vitest';
import { decideCreate } from '../../../lambdas/session/create.ts';
import type { Decision } from '../../../lambdas/session/decision.ts';
import { decideEnd } from '../../../lambdas/session/end.ts';
import { decideResume } from '../../../lambdas/session/resume.ts';
import type { SpeakerItem } from '../../../lambdas/session/speaker-item.ts';
import {
  at,
  createMessage,
  endMessage,
  makeName,
  newPage,
  resumeMessage,
  START,
  terms,
  type Page,
} from '../../support/speaker.ts';

export const create = (
  item: SpeakerItem | undefined,
  page: Page,
  message = createMessage(page),
  now = at(1_000),
) => decideCreate(item, message, page.caller, terms, now, makeName());
export const resume = (
  item: SpeakerItem | undefined,
  page: Page,
  fields: Parameters<typeof resumeMessage>[1] = {},
  now = at(1_000),
) => decideResume(item, resumeMessage(page, fields), page.caller, terms, now);

export function itemOf(decision: { kind: string }): SpeakerItem {
  const known = decision as Decision;
  if (known.kind === 'commit') return known.next;
  if (known.kind === 'ignore') return known.item;
  throw new Error(`no item: ${JSON.stringify(decision)}`);
}
export const refused = (code: string): unknown =>
  expect.objectContaining({ kind: 'refuse', refusal: expect.objectContaining({ code }) as unknown });
export const ignored = (item: SpeakerItem) => ({ kind: 'ignore', item });

/** A session of `page`, with the create that made it. */
export function session(page = newPage()) {
  const message = createMessage(page);
  const item = itemOf(create(undefined, page, message, START));
  return { page, message, item };
}
export const ended = ({ item }: { item: SpeakerItem }) =>
  itemOf(decideEnd(item, endMessage(item), at(2_000)));
export const expiredAt = (item: SpeakerItem) => item.leaseUntil;
