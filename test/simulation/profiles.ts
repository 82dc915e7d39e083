/** The profiles that there are, and which of them a seed has. */
import { durationMs } from '#protocol/units.ts';
import type { Chance } from './chance.ts';
import type { Profile } from './profile.ts';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const evenly: Profile['databaseFaults'] = {
  notSent: 2,
  answerLost: 4,
  appliedLate: 3,
  throttled: 2,
  failedUnapplied: 2,
  failedApplied: 3,
  killedBefore: 1,
  killedAfter: 2,
};

/** As deployed, but for a shorter way to the planned move: an hour of heartbeats shows nothing new. */
const everything: Profile = {
  name: 'everything',
  databaseFault: 0.08,
  databaseFaults: evenly,
  replyFault: 0.1,
  disconnectFault: 0.3,
  handshakeFault: 0.1,
  pushFault: 0.2,
  happeningsFrom: 6,
  happeningsTo: 16,
  happens: {
    press: 14,
    restlessPress: 3,
    reload: 2,
    duplicate: 0.6,
    newTab: 1,
    closeTab: 0.4,
    sleep: 1,
    offline: 1,
    hide: 0.7,
    cut: 3,
    gatewayCut: 1,
    putAway: 0.4,
  },
  pauses: { instant: 3, moment: 4, seconds: 4, minute: 0.7, long: 0.2 },
  terms: {
    leaseMs: durationMs(5 * MINUTE),
    graceMs: durationMs(2 * MINUTE),
    sessionMs: durationMs(12 * 60 * MINUTE),
    skewMs: durationMs(4_000),
    createLimit: 50,
  },
  slowDatabase: 0.1,
  slowStart: 0.01,
  signOuts: 0.2,
  ends: 2,
  endsElsewhere: 1.5,
  speaks: 0,
  listeners: 0,
  words: 380,
  heartbeatMs: 2 * MINUTE,
  rotateMs: 6 * MINUTE,
  tokenMs: 60 * MINUTE,
  idleMs: 10 * MINUTE,
  longestConnectionMs: 120 * MINUTE,
};

const shortTerms = { ...everything.terms, leaseMs: durationMs(40_000), graceMs: durationMs(25_000) };

/** Directed ones beside it: each makes something likely that chance alone would rarely bring about. */
export const profiles: Readonly<Record<string, Profile>> = {
  everything,
  /** Every second answer is lost: commands are repeated by the SDK, by the client, on the next socket. */
  denseRetries: { ...everything, name: 'denseRetries', databaseFault: 0.3, replyFault: 0.35 },
  /** Restless people in several windows: starts, ends and takeovers within the same second. */
  manyPresses: {
    ...everything,
    name: 'manyPresses',
    happeningsFrom: 10,
    happeningsTo: 20,
    happens: { press: 14, restlessPress: 12, newTab: 1.5, reload: 2, cut: 1 },
    pauses: { instant: 8, moment: 4, seconds: 2, minute: 0.1, long: 0.05 },
  },
  /** Sessions that follow each other at once, so that the same epoch occurs in both. */
  sameEpochTwice: {
    ...everything,
    name: 'sameEpochTwice',
    words: 2,
    databaseFault: 0.12,
    databaseFaults: { appliedLate: 6, answerLost: 3, failedApplied: 2 },
    happens: { press: 10, restlessPress: 4, newTab: 1, cut: 2 },
    pauses: { instant: 4, moment: 6, seconds: 3, minute: 0.1, long: 0 },
  },
  /** Writes take effect long after everyone has given them up. */
  lateApplication: {
    ...everything,
    name: 'lateApplication',
    databaseFault: 0.3,
    databaseFaults: { appliedLate: 8, answerLost: 1, killedAfter: 1 },
  },
  /** Tabs are duplicated and reloaded while commands are on their way. */
  duplicateTabs: {
    ...everything,
    name: 'duplicateTabs',
    happens: { press: 10, restlessPress: 2, reload: 6, duplicate: 6, closeTab: 1, cut: 1 },
    pauses: { instant: 6, moment: 4, seconds: 3, minute: 0.2, long: 0.1 },
  },
  /** Leases of 40 s, so that much happens around their end. */
  shortLeases: {
    ...everything,
    name: 'shortLeases',
    terms: shortTerms,
    heartbeatMs: 20_000,
    rotateMs: 60_000,
    pauses: { instant: 2, moment: 3, seconds: 4, minute: 2, long: 0 },
  },
  /** Tokens of three minutes and sessions of ten: what runs out, runs out here. */
  shortLives: {
    ...everything,
    name: 'shortLives',
    terms: { ...everything.terms, sessionMs: durationMs(5 * MINUTE) },
    tokenMs: 3 * MINUTE,
    pauses: { instant: 1, moment: 2, seconds: 4, minute: 2.5, long: 0.3 },
  },
  /** Reads and writes far apart, and several windows that start, sign out, end and take over in between. */
  slowRaces: {
    ...everything,
    name: 'slowRaces',
    databaseFaults: { ...evenly, throttled: 5 },
    slowDatabase: 0.7,
    databaseFault: 0.2,
    signOuts: 4,
    happeningsFrom: 10,
    happeningsTo: 22,
    happens: { press: 10, restlessPress: 12, newTab: 1, reload: 4 },
    pauses: { instant: 6, moment: 6, seconds: 1, minute: 0.1, long: 0 },
  },
  /** Connections that come and go, planned and unplanned, with little pressing. */
  movingOn: {
    ...everything,
    name: 'movingOn',
    rotateMs: 12_000,
    longestConnectionMs: 40_000,
    happens: { press: 5, cut: 5, gatewayCut: 3, reload: 2, offline: 1, sleep: 1 },
    pauses: { instant: 3, moment: 3, seconds: 6, minute: 0.5, long: 0 },
  },
  /** Two windows that end each other's sessions and start their own, while what they sent before is still on its way. */
  rivals: {
    ...everything,
    name: 'rivals',
    slowStart: 0.25,
    replyFault: 0.3,
    endsElsewhere: 8,
    happeningsFrom: 14,
    happeningsTo: 26,
    happens: { press: 14, restlessPress: 6, newTab: 2, cut: 1 },
    pauses: { instant: 3, moment: 6, seconds: 3, minute: 0, long: 0 },
  },
  /** Machines that nod off again and again, for less than what tells sleep from a clock that was set. */
  naps: {
    ...everything,
    name: 'naps',
    heartbeatMs: 4 * MINUTE,
    happeningsFrom: 24,
    happeningsTo: 40,
    happens: { press: 1.5, sleep: 14, hide: 0.2 },
    pauses: { instant: 0, moment: 1, seconds: 10, minute: 0, long: 0 },
  },
  /** Most calls to the database fail, and words to other connections are lost: commands give up, and losers go on. */
  brokenDatabase: {
    ...everything,
    name: 'brokenDatabase',
    databaseFault: 0.62,
    databaseFaults: { ...evenly, throttled: 3, failedUnapplied: 4 },
    replyFault: 0.65,
    pushFault: 0.7,
    ends: 12,
    terms: shortTerms,
    heartbeatMs: 6_000,
    happens: { press: 14, restlessPress: 4, newTab: 3, cut: 1 },
    pauses: { instant: 2, moment: 4, seconds: 5, minute: 0.3, long: 0 },
  },
  /** Tokens of a minute, and handshakes so often refused that commands are sent on one that has run out. */
  staleTokens: {
    ...everything,
    name: 'staleTokens',
    handshakeFault: 0.7,
    pushFault: 0.5,
    tokenMs: MINUTE,
    heartbeatMs: 6_000,
    happens: { press: 10, restlessPress: 2, newTab: 1, cut: 0.5 },
    pauses: { instant: 1, moment: 3, seconds: 6, minute: 2, long: 0 },
  },
  /** Speakers who speak, and an audience that comes and goes. */
  broadcast: {
    ...everything,
    name: 'broadcast',
    speaks: 1_500,
    listeners: 3,
    happeningsFrom: 8,
    happeningsTo: 16,
    happens: { press: 12, reload: 2, newTab: 1, cut: 4, gatewayCut: 1, sleep: 0.5, offline: 1, hide: 0.5 },
    pauses: { instant: 3, moment: 5, seconds: 3, minute: 0.1, long: 0 },
  },
  /** The same where calls fail, answers are lost and listeners take nothing. */
  brokenBroadcast: {
    ...everything,
    name: 'brokenBroadcast',
    speaks: 1_000,
    listeners: 4,
    databaseFault: 0.5,
    replyFault: 0.3,
    pushFault: 0.3,
    happens: { press: 12, newTab: 1, cut: 3, reload: 1 },
    pauses: { instant: 3, moment: 6, seconds: 3, minute: 0, long: 0 },
  },
  /** The same on connections that move and are taken over. */
  movingBroadcast: {
    ...everything,
    name: 'movingBroadcast',
    speaks: 1_200,
    listeners: 2,
    rotateMs: 12_000,
    longestConnectionMs: 40_000,
    happens: { press: 8, newTab: 4, restlessPress: 2, cut: 5, gatewayCut: 3, reload: 3 },
    pauses: { instant: 3, moment: 4, seconds: 4, minute: 0, long: 0 },
  },
  /** Two windows that take the session from each other while both speak and answers are lost. */
  rivalSpeakers: {
    ...everything,
    name: 'rivalSpeakers',
    speaks: 150,
    listeners: 1,
    slowDatabase: 0.5,
    replyFault: 0.3,
    happeningsFrom: 14,
    happeningsTo: 24,
    happens: { press: 16, newTab: 2, cut: 1 },
    pauses: { instant: 4, moment: 8, seconds: 1, minute: 0, long: 0 },
  },
  /** A start that finds the session of its own page while that still speaks: tokens run out, functions start late. */
  createsAmidFrames: {
    ...everything,
    name: 'createsAmidFrames',
    speaks: 150,
    listeners: 1,
    slowDatabase: 0.8,
    slowStart: 0.15,
    tokenMs: MINUTE,
    signOuts: 12,
    ends: 0.3,
    happeningsFrom: 10,
    happeningsTo: 16,
    happens: { press: 16, restlessPress: 8, reload: 6, cut: 1 },
    pauses: { instant: 5, moment: 8, seconds: 1, minute: 0, long: 0 },
  },
};

/** Frames are many steps each, so few schedules have them: one in 28. */
const BROADCASTS_EVERY = 28;
const broadcasts = ['broadcast', 'brokenBroadcast', 'movingBroadcast', 'brokenBroadcast'];

/** Those in which nobody says a word. */
const silent = Object.values(profiles).filter(({ speaks }) => speaks === 0);

/** Most schedules have everything in them; every other one is directed. */
export function profileOf(seed: number, chance: Chance): Profile {
  const broadcast = profiles[broadcasts[seed % (broadcasts.length * BROADCASTS_EVERY)] ?? ''];
  if (broadcast !== undefined) return broadcast;
  if (chance.happens(0.5)) return everything;
  return chance.pick(silent);
}
