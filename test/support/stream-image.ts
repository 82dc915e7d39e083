// A speaker's item as the table's stream tells it.
import type { SpeakerItem } from '../../lambdas/session/speaker-item.ts';
import type { Attributes } from '../../lambdas/store/attributes.ts';
import { connectionSlot, factAttribute, speakerKey, toAttributes } from '../../lambdas/store/items.ts';
import type { Image } from '../../lambdas/store/stream-record.ts';

/** As an event has it: bytes as base64. */
export const imageOf = (item: SpeakerItem): Image => {
  const attributes: Attributes = {
    ...speakerKey(item.speakerId),
    ...toAttributes(item),
    ...Object.fromEntries(
      item.connections.flatMap((fact, index): [string, Attributes[string]][] => [
        [connectionSlot(index).fact, factAttribute(fact)],
        [connectionSlot(index).epoch, { N: String(fact.epoch) }],
      ]),
    ),
  };
  return JSON.parse(
    JSON.stringify(attributes, (key, value: unknown) =>
      key === 'B' ? Buffer.from(Object.values(value as object)).toString('base64') : value,
    ),
  ) as Image;
};
