// Times, spans and happenings in words.
import type { EpochMs } from '../../lambdas/protocol/units.ts';
import type { Change } from '../../lambdas/session/changes.ts';
import type { ClosedBy, ConnectionFact, Settings } from '../../lambdas/session/speaker-item.ts';
import type { Status } from './session-facts.ts';
import type { Styled } from './table.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** In UTC, as the logs have it: `2026-11-21 10:00:01Z`. */
export const instant = (at: EpochMs): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`;
export const timeOfDay = (at: EpochMs): string => `${new Date(at).toISOString().slice(11, 19)}Z`;

/** The two largest units: `2 h 5 min`, `5 min 3 s`, `3 s`. */
export function span(ms: number): string {
  const left = Math.max(0, Math.round(ms / SECOND_MS) * SECOND_MS);
  const hours = Math.floor(left / HOUR_MS);
  const minutes = Math.floor((left % HOUR_MS) / MINUTE_MS);
  const seconds = (left % MINUTE_MS) / SECOND_MS;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`;
}

const statusStyles = { live: 'green', interrupted: 'yellow', ended: 'gray', expired: 'gray' } as const;
export const statusCell = (status: Status): Styled => ({ text: status, style: statusStyles[status] });

export const closers: Readonly<Record<ClosedBy, string>> = {
  client: 'its page',
  server: 'Podium',
  gateway: 'the gateway',
  network: 'the network',
};

export const enders = { requested: 'its speaker', operator: 'an operator' } as const;

export function changeCell(change: Change): Styled {
  switch (change.kind) {
    case 'created':
      return { text: `created: ${settingsWords(withoutWhatIsOff(change.settings))}`, style: 'green' };
    case 'reused':
      return { text: 'found again by a further start', style: 'reset' };
    case 'resumed':
      return { text: 'back on a newer connection', style: 'green' };
    case 'takenOver':
      return { text: 'taken over by another window or device', style: 'magenta' };
    case 'updated':
      return { text: `set: ${settingsWords(change.settings)}`, style: 'reset' };
    case 'closed':
      return {
        text: `connection ${closingWords(change)} after ${span(change.at - change.openedAt)}`,
        style: 'reset',
      };
    case 'interrupted':
      return { text: 'interrupted', style: 'yellow' };
    case 'ended':
      return {
        text: `ended by ${enders[change.reason]}`,
        style: change.reason === 'operator' ? 'red' : 'gray',
      };
    case 'expired':
      return { text: 'expired', style: 'gray' };
  }
}

export const closingWords = ({
  by,
  code,
}: Pick<NonNullable<ConnectionFact['closed']>, 'by' | 'code'>): string =>
  `closed by ${closers[by]} (${code})`;

export const settingsWords = (settings: Partial<Settings>): string =>
  [
    settings.sourceLanguage,
    settings.qualityTier,
    settings.paused === undefined ? undefined : settings.paused ? 'paused' : 'not paused',
    settings.muted === undefined ? undefined : settings.muted ? 'muted' : 'not muted',
    settings.volume === undefined ? undefined : `volume ${settings.volume}`,
  ]
    .filter((word) => word !== undefined)
    .join(', ');

/** What a session has from its beginning goes without saying. */
export const withoutWhatIsOff = ({ muted, paused, ...settings }: Settings): Partial<Settings> => ({
  ...settings,
  ...(paused ? { paused } : {}),
  ...(muted ? { muted } : {}),
});
