/** Each rule of the server that no guard repeats, removed one at a time. */
import { inFile, type Mutant } from './mutant.ts';

const create = inFile('lambdas/session/create.ts');
const terms = inFile('lambdas/session/terms.ts');
const limits = inFile('lambdas/protocol/limits.ts');

const RING =
  'rememberedCreates: 4, /** A create that would push out a requestId accepted less than this ago is `RATE_LIMITED`. */ rememberedCreateMs: 5 * 60_000';

export const ruleMutants: readonly Mutant[] = [
  create(
    'a requestId is recognised',
    'item !== undefined && seen !== undefined',
    'item !== undefined && seen !== undefined && false',
  ),
  create(
    'a requestId keeps its session’s fate',
    'isCurrent ? fateAt(item, now) : seen.fate',
    'fateAt(item, now)',
    { profile: 'rivals' },
  ),
  create('an older socket makes no session', "standing(item.owner, by) === 'olderSocket'", 'false', {
    profile: 'rivals',
  }),
  create(
    'the session of another client is left alone',
    'if (item.owner.clientId !== message.clientId) return active(item);',
    '',
  ),
  limits('four requestIds are remembered', 'rememberedCreates: 4', 'rememberedCreates: 1'),
  limits('a requestId is remembered, and for 5 min', RING, 'rememberedCreates: 1, rememberedCreateMs: 0'),
  limits(
    'two requestIds are not enough without the 5 min',
    RING,
    'rememberedCreates: 2, rememberedCreateMs: 0',
    {
      profile: 'manyPresses',
    },
  ),
  terms('told times leave an allowance for skew', 'epochMs(stored - terms.skewMs)', 'epochMs(stored)'),
  terms(
    'a lease ends soon after its token',
    'earliest(later(now, terms.leaseMs), later(caller.tokenExpiresAt, terms.graceMs))',
    'later(now, terms.leaseMs)',
  ),
  inFile('lambdas/session/ownership.ts')(
    'a takeover never lowers the lease',
    'latest(item.leaseUntil, lease)',
    'lease',
  ),
  inFile('lambdas/runtime/command.ts')(
    'a token that has run out is refused',
    'caller.tokenExpiresAt <= now',
    'false',
    { profile: 'shortLives' },
  ),
  inFile('lambdas/session/resume.ts')(
    'a resume recognises its own write',
    "case 'owner': return ignore(live);",
    "case 'owner': return superseded(live);",
  ),
  create(
    'a create recognises its own write',
    "case 'owner': return ignore(item);",
    "case 'owner': return superseded(item);",
  ),
];
