/** What a stage may set: one schema, with every default and every bound. docs/settings.md is held against it. */
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as v from 'valibot';
import { defaultLanguages } from './languages.ts';
import { admissions } from './page/page-config.ts';
import { authorizer, history, routes } from './routes.ts';
import { rules } from './settings/rules.ts';
import * as value from './settings/values.ts';

const oidc = v.strictObject(
  {
    issuer: value.httpsUrl,
    clientId: value.text,
    audience: value.text,
    jwksUri: value.httpsUrl,
    scope: v.optional(value.scope, 'openid profile offline_access'),
    otherOrigins: v.optional(value.origins, []),
  },
  'must be an object with issuer, clientId, audience and jwksUri',
);

const routeKeys = routes.map(({ routeKey }) => routeKey);
const routeName = v.picklist(routeKeys, `must be a route: ${routeKeys.join(', ')}`);
const functionKeys = [authorizer.name, history.name, ...routeKeys];
const functionName = v.picklist(functionKeys, `must be a function: ${functionKeys.join(', ')}`);
const throttle = v.strictObject(
  { perSecond: value.wholeNumber(1, 10_000), burst: value.wholeNumber(1, 5_000) },
  'must be an object with perSecond and burst',
);

const settings = v.strictObject(
  {
    // Who may speak, and from where.
    oidc: v.optional(oidc),
    allowedOrigins: v.optional(value.origins, []),
    listeners: v.optional(v.picklist(admissions, 'must be "anyone" or "signedIn"'), 'anyone'),
    languages: v.optional(value.languages, [...defaultLanguages]),
    // How long a session lives.
    leaseSeconds: v.optional(value.wholeNumber(80, 3_600), 300),
    graceSeconds: v.optional(value.wholeNumber(30, 3_600), 120),
    // The timers of a hidden tab are up to a minute late, and the gateway closes what is silent for 10 min.
    heartbeatSeconds: v.optional(value.wholeNumber(10, 480), 120),
    rotateMinutes: v.optional(value.wholeNumber(5, 105), 100),
    sessionHours: v.optional(value.wholeNumber(1, 24), 12),
    // How much is let through.
    createsPerHour: v.optional(value.wholeNumber(1, 1_000), 50),
    listenersPerSession: v.optional(value.wholeNumber(1, 2_000), 1_000),
    joinsPerMinute: v.optional(value.wholeNumber(1, 100_000), 2_000),
    busySpreadSeconds: v.optional(value.wholeNumber(0, 3_600), 0),
    throttles: v.optional(v.record(routeName, throttle, 'must be an object of throttles by route'), {}),
    reservedConcurrency: v.optional(
      v.record(functionName, value.wholeNumber(1, 10_000), 'must be an object of numbers by function'),
      {},
    ),
    // Where it is.
    region: v.optional(value.matching(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region, such as eu-central-1')),
    siteDomain: v.optional(value.ownDomain),
    webSocketDomain: v.optional(value.ownDomain),
    // How it is operated.
    removal: v.optional(v.picklist(['destroy', 'retain'], 'must be "destroy" or "retain"'), 'destroy'),
    logRetentionDays: v.optional(value.retentionDays, RetentionDays.ONE_MONTH),
    historyDays: v.optional(value.wholeNumber(1, 365), 30),
    alarmEmail: v.optional(
      v.pipe(v.string('must be an e-mail address'), v.email('must be an e-mail address')),
    ),
    tracing: v.optional(value.flag, false),
  },
  'must be an object',
);

export type Settings = v.InferOutput<typeof settings>;

/** The settings by name, for the page that describes them. */
export const settingNames = Object.keys(settings.entries);

/** What keeps a stage from being synthesized, as one sentence for the person who set it. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/**
 * @param given what a stage's file says, as JSON
 * @throws SettingsError that names the setting and what it must be
 */
export function checkSettings(given: unknown): Settings {
  const result = v.safeParse(settings, given, { abortEarly: true });
  if (!result.success) throw new SettingsError(`${sentenceOf(result.issues[0])}.`);
  for (const rule of rules) {
    const broken = rule(result.output);
    if (broken !== undefined) throw new SettingsError(`${broken}.`);
  }
  return result.output;
}

function sentenceOf(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (path === null) return `the whole ${issue.message}`;
  const last = issue.path?.at(-1);
  if (issue.expected === 'never') return `${path} is not a setting`;
  if (issue.input === undefined) return `${path} is missing`;
  if (last?.origin === 'key')
    return `${path.replace(/\.[^.]*$/, '')} has "${String(last.key)}", which ${issue.message}`;
  return `${path} ${issue.message}, not ${JSON.stringify(issue.input)}`;
}
