/** Which route a message takes: the one whose key is the value of `$request.body.action`, else `$default`. */
import type { Route } from '../../routes.ts';

/** What the gateway needs to know of a route. */
export type GatewayRoute = Pick<Route, 'routeKey' | 'replies'>;

const DEFAULT = '$default';

/** @returns undefined where no route matches and there is no `$default` */
export function selectRoute(routes: readonly GatewayRoute[], text: string): GatewayRoute | undefined {
  const action = actionOf(text);
  // `$connect` and `$disconnect` are never a message's routes: a client cannot ask for them.
  const custom = routes.find(({ routeKey }) => routeKey === action && !routeKey.startsWith('$'));
  return custom ?? routes.find(({ routeKey }) => routeKey === DEFAULT);
}

function actionOf(text: string): unknown {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return undefined;
    return Object.hasOwn(body, 'action') ? Reflect.get(body, 'action') : undefined;
  } catch {
    return undefined;
  }
}
