// The smoke checks, for `npm run smoke`: `npm test` does not know this file.
import { afterAll, inject } from 'vitest';
import { describeGeneratedHandshakes } from '../conformance/gateway-generated-handshakes-suite.ts';
import { describeStage } from '../conformance/gateway-suite.ts';
import { describePostMortems } from '../e2e/post-mortems-suite.ts';
import { describeAudience } from './audience-suite.ts';
import { describeCommands } from './commands-suite.ts';
import { describeConnectionEnds } from './connections-suite.ts';
import { describeCreations } from './creations-suite.ts';
import { describePage } from './page-suite.ts';
import { smokeStage } from './stage.ts';

/** Few enough to leave the account's other gateways their share of the quota. */
const GENERATED_HANDSHAKES = 100;

const target = inject('target');
const stage = smokeStage(target, console.log);
const startStage = async () => ({
  url: target.url,
  origin: target.origin,
  token: async () => target.speakers[0]?.token ?? '',
  wrongTokens: async () => target.wrongTokens,
  staysOpenMs: target.staysOpenMs,
  stop: async () => undefined,
});

afterAll(() => stage.pool.endAll());

describeStage('under smoke', startStage);
if (new URL(target.url).pathname !== '/')
  describeGeneratedHandshakes('under smoke', startStage, GENERATED_HANDSHAKES);
describePage(target);
describeCommands(() => stage);
describeAudience(() => stage);
describeConnectionEnds(() => stage);
describePostMortems(async () => stage.postMortems, target.repetitions);
describeCreations(() => stage);
