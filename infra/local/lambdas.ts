/** Loads the Lambdas as they are: their environment first, then each route's module with its `handler`. */
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { authorizer, history, routes } from '../routes.ts';
import type { LambdaHandler } from './gateway/invocation.ts';
import { places } from './places.ts';
import { StartError } from './start-error.ts';

export interface Lambdas {
  /** By route key. */
  readonly handlers: ReadonlyMap<string, LambdaHandler>;
  readonly authorizer: LambdaHandler;
  readonly history: LambdaHandler;
}

/** @param environment what the modules read while they are loaded; it becomes part of this process's own */
export async function loadLambdas(environment: Readonly<Record<string, string>>): Promise<Lambdas> {
  Object.assign(process.env, environment);
  const handlers = new Map<string, LambdaHandler>();
  for (const { routeKey, entry } of routes) handlers.set(routeKey, await load(entry));
  return { handlers, authorizer: await load(authorizer.entry), history: await load(history.entry) };
}

async function load(entry: string): Promise<LambdaHandler> {
  const module: unknown = await import(pathToFileURL(join(places.project, entry)).href);
  if (typeof module === 'object' && module !== null && 'handler' in module && isHandler(module.handler))
    return module.handler;
  throw new StartError(`The Lambda ${entry} exports no function called handler.`);
}

const isHandler = (value: unknown): value is LambdaHandler => typeof value === 'function';
