// The gateway selects a route by a message's action; an action without a route would be answered UNKNOWN_ACTION.
import { expect, test } from 'vitest';
import { actions, listenerActions } from '#protocol/client-messages.ts';
import { routes } from '../../../infra/routes.ts';

test('every action has a route that replies, and every other route is the gateway’s own', () => {
  const own = ['$connect', '$disconnect', '$default'];
  const keys = routes.map(({ routeKey }) => routeKey);
  expect(keys.filter((key) => !own.includes(key)).sort()).toEqual(
    [...new Set([...actions, ...listenerActions])].sort(),
  );
  expect(routes.filter(({ replies }) => !replies).map(({ routeKey }) => routeKey)).toEqual(['$disconnect']);
});
