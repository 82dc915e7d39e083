/** Where a listener's scenes begin, and how a test speaks of what was heard. */
import { ListenerTab, settled, type Sent } from './outside.ts';
import * as server from './server.ts';

export async function joining(tab = new ListenerTab()): Promise<ListenerTab> {
  tab.client.open();
  await settled();
  tab.socket.accept();
  return tab;
}

export async function listening(
  tab?: ListenerTab,
  fields?: Parameters<typeof server.joined>[1],
): Promise<ListenerTab> {
  const opened = await joining(tab);
  opened.socket.say(server.joined(opened.socket.sent[0], fields));
  return opened;
}

/** Seqs as numbers, gaps in words. */
export const heard = (tab: ListenerTab): readonly (number | string)[] =>
  tab.heard.map((each) =>
    each.kind === 'frame'
      ? each.frame.seq
      : `${each.seqs} missing${each.ms === undefined ? '' : `, ${each.ms} ms`}`,
  );

/** The answer to a heartbeat of a listener's. */
export const acknowledged = (command: Sent | undefined, fields: object = {}): object => ({
  ...server.changed(),
  epoch: 1,
  type: 'heartbeatAck',
  requestId: command?.requestId,
  ...fields,
});

export const push = (tab: ListenerTab, ...message: Parameters<typeof server.frames>): void =>
  tab.socket.say(server.frames(...message));
