/** Where scenes begin, and how a test speaks of them. */
import { type ListenerTab, settled, Tab } from './outside.ts';
import * as server from './server.ts';

export const wish = { sourceLanguage: 'en', qualityTier: 'standard' } as const;

/** A tab that looked for a session and found none. */
export async function startPage(tab = new Tab()): Promise<Tab> {
  tab.client.open();
  await settled();
  tab.socket.accept();
  tab.socket.say(server.refusal(tab.socket.sent[0], 'SESSION_NOT_FOUND'));
  return tab;
}

/** A tab whose create is sent and unanswered. */
export async function creating(tab?: Tab): Promise<Tab> {
  const started = await startPage(tab);
  started.client.start(wish);
  await settled();
  started.socket.accept();
  return started;
}

export async function onAir(tab?: Tab, fields?: server.Fields): Promise<Tab> {
  const started = await creating(tab);
  started.socket.say(server.created(started.socket.sent[0], fields));
  return started;
}

/** Answers the newest socket's greeting as a resume. */
export function answerResume(tab: Tab, fields?: server.Fields): void {
  tab.socket.accept();
  tab.socket.say(server.resumed(tab.socket.sent[0], fields));
}

export const phase = (tab: Tab | ListenerTab): string => tab.client.view.status.phase;
export const actions = (tab: Tab | ListenerTab): readonly string[] =>
  tab.socket.sent.map(({ action }) => action);
