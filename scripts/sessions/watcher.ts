// What happened to sessions between two looks at them.
import type { EpochMs, SpeakerId } from '../../lambdas/protocol/units.ts';
import { changesBetween, expiryOf, type SessionChange } from '../../lambdas/session/changes.ts';
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import { statusAt } from './session-facts.ts';

export interface Happening extends SessionChange {
  readonly speakerId: SpeakerId;
}

interface Known {
  readonly item: SpeakerItem;
  /** Whether it was told that this session ran out: nobody writes that, the clock does. */
  readonly expired: boolean;
}

export class Watcher {
  readonly #known = new Map<SpeakerId, Known>();

  /** Takes sessions as they are now, without a word about how they came to be so. */
  meet(items: readonly SpeakerItem[], now: EpochMs): void {
    for (const item of items) this.#keep(item, now);
  }

  /** @returns what happened since the last look */
  look(items: readonly SpeakerItem[], now: EpochMs): readonly Happening[] {
    return items.flatMap((item) => {
      const known = this.#known.get(item.speakerId);
      const expired = this.#keep(item, now);
      const changes = changesBetween(known?.item, item).filter(
        ({ change }) => change.kind !== 'expired' || known?.expired !== true,
      );
      const wasTold = known?.expired === true && known.item.sessionId === item.sessionId;
      const all = expired && !wasTold ? [...changes, expiryOf(item)] : changes;
      return all.map((change) => ({ ...change, speakerId: item.speakerId }));
    });
  }

  #keep(item: SpeakerItem, now: EpochMs): boolean {
    const expired = statusAt(item, now) === 'expired';
    this.#known.set(item.speakerId, { item, expired });
    return expired;
  }
}
