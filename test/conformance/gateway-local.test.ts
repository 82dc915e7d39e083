/** The gateway suite on the local gateway: from outside through the whole stack, inside with Lambdas of its own. */
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { createFaultInjector } from '../../infra/local/gateway/faults.ts';
import { startGateway } from '../../infra/local/gateway/gateway.ts';
import { awsLimits } from '../../infra/local/gateway/limits.ts';
import { reservePort } from '../../infra/local/ports.ts';
import { wrongs } from '../../infra/local/sign-in/tokens.ts';
import { expect } from 'vitest';
import { startStack } from '../support/stack.ts';
import { describeConnections } from './gateway-connections-suite.ts';
import { describeDefects } from './gateway-defects-suite.ts';
import { describeEvents } from './gateway-events-suite.ts';
import type { Fixture, RunningGateway } from './gateway-fixture.ts';
import { describeHandshakes } from './gateway-handshake-suite.ts';
import { describeMessages } from './gateway-messages-suite.ts';
import { describeGeneratedHandshakes } from './gateway-generated-handshakes-suite.ts';
import { describeSlowClients } from './gateway-slow-clients-suite.ts';
import { describeStage, type StageUnderTest } from './gateway-suite.ts';
import { describeFaults } from './gateway-faults-suite.ts';

async function startLocalStage(): Promise<StageUnderTest> {
  const stack = await startStack();
  return {
    url: stack.gateway,
    origin: stack.site,
    token: () => stack.token('ada'),
    wrongTokens: async () =>
      Object.fromEntries(
        await Promise.all(wrongs.map(async (wrong) => [wrong, await stack.token('ada', { wrong })] as const)),
      ),
    staysOpenMs: 1_000,
    async stop() {
      await stack.stop();
      expect(stack.output()).not.toContain('The local gateway failed');
      // How every token begins, and longer than the ids that chance may begin so.
      expect(stack.output()).not.toMatch(/eyJ[\w-]{16}/);
    },
  };
}

describeStage('on this machine', startLocalStage);
describeGeneratedHandshakes('on this machine', startLocalStage, 2_000);

for (const describeBehaviour of [
  describeHandshakes,
  describeEvents,
  describeMessages,
  describeConnections,
  describeFaults,
  describeDefects,
  describeSlowClients,
])
  describeBehaviour(startFixture);

async function startFixture({
  handlers = {},
  authorizer,
  limits,
  now = () => Date.now(),
}: Fixture): Promise<RunningGateway> {
  const reserved = await reservePort(0, '--gateway-port');
  const { server, port } = reserved;
  const faults = createFaultInjector();
  const gateway = startGateway({
    server,
    routes: Object.keys(handlers).map((routeKey) => ({ routeKey, replies: routeKey !== 'silent' })),
    handlers: new Map(Object.entries(handlers)),
    ...(authorizer !== undefined && { authorizer }),
    limits: { ...awsLimits, ...limits },
    faults,
    now,
  });
  reserved.open();
  const management = new ApiGatewayManagementApiClient({
    endpoint: `http://127.0.0.1:${port}/prod`,
    maxAttempts: 1,
  });
  return {
    url: `ws://localhost:${port}/prod`,
    port,
    management,
    faults,
    async stop() {
      management.destroy();
      await gateway.stop();
    },
  };
}
