/** Questions to the log, as they stand in the console under Logs Insights. A test holds their fields against the lines. */

export interface SavedQuery {
  readonly name: string;
  /** Which log groups it asks. */
  readonly of: 'functions' | 'gateway' | 'both';
  readonly text: string;
}

export const savedQueries: readonly SavedQuery[] = [
  {
    name: 'One session',
    of: 'functions',
    text: `
fields @timestamp, action, outcome, epoch, connectionId, closedBy, closeCode, push, durationMs, error
| filter sessionId = "put-the-session-here-1"
| sort @timestamp asc
| limit 1000`,
  },
  {
    name: 'One connection',
    of: 'both',
    text: `
fields @timestamp, action, outcome, sessionId, epoch, routeKey, status, closedBy, closeCode, closeReason, ageMs, push, requestId
| filter connectionId = "put-the-connection-here="
| sort @timestamp asc
| limit 1000`,
  },
  {
    name: 'Who closed',
    of: 'functions',
    text: `
filter action = "$disconnect"
| stats count(*) as connections, pct(ageMs, 50) / 60000 as medianMinutes, max(ageMs) / 60000 as longestMinutes by closedBy, closeCode, closeReason
| sort connections desc`,
  },
  {
    name: 'Refusals by code',
    of: 'functions',
    text: `
filter refused = 1
| stats count(*) as refusals, count_distinct(speaker) as speakers, count_distinct(connectionId) as connections by outcome, action, error
| sort refusals desc`,
  },
  {
    name: 'Defects and outages',
    of: 'functions',
    text: `
fields @timestamp, action, outcome, error, requestId, gatewayRequestId, connectionId, speaker, conflicts
| filter level = "error" or @message like /Task timed out|Runtime\\.|InitError/
| sort @timestamp desc
| limit 200`,
  },
  {
    name: 'Slowest commands',
    of: 'functions',
    text: `
fields @timestamp, action, outcome, durationMs, coldStart, conflicts, push, sessionId, requestId, gatewayRequestId
| filter ispresent(durationMs)
| sort durationMs desc
| limit 50`,
  },
  {
    name: 'Cold starts',
    of: 'functions',
    text: `
filter @type = "REPORT"
| stats count(@initDuration) as coldStarts, count(*) as invocations, pct(@initDuration, 50) as medianMs, max(@initDuration) as longestMs, max(@maxMemoryUsed) / 1000000 as megabytes by @log
| sort coldStarts desc`,
  },
  {
    name: 'What the gateway refused',
    of: 'gateway',
    text: `
filter status like /^[45]/
| stats count(*) as requests, count_distinct(connectionId) as connections by routeKey, status, authorizerStatus, error, integrationError
| sort requests desc`,
  },
];
