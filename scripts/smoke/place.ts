/** Where the smoke checks run: a stage, a URL, or a local stack of their own. */
import type { SmokeTarget } from '../../test/smoke/target.ts';
import type { SmokeFlags } from './flags.ts';
import { atLocalStack } from './local-stack.ts';
import { atStage } from './stage.ts';
import { atUrl } from './url.ts';

export interface Place {
  /** For the report. */
  readonly name: string;
  /** For the report's file name. */
  readonly shortName: string;
  /** Of AWS, or where else it is. */
  readonly region: string;
  readonly target: SmokeTarget;
}

export interface Visit {
  readonly flags: Pick<SmokeFlags, 'creations' | 'repetitions' | 'staysOpenMs'>;
  readonly say: (line: string) => void;
  readonly interrupted: AbortSignal;
  /** What is done there; whatever was made for it is gone afterwards. */
  readonly use: (place: Place) => Promise<void>;
}

/** @throws SettingsError or Stopped, as one sentence */
export function atPlace({ where, ...flags }: SmokeFlags, visit: Omit<Visit, 'flags'>): Promise<void> {
  switch (where.kind) {
    case 'local':
      return atLocalStack({ flags, ...visit });
    case 'url':
      return atUrl(where, { flags, ...visit });
    case 'stage':
      return atStage(where, { flags, ...visit });
  }
}
