/** The open connections: not before their `$connect` is done, and not from the first word of closing on. */
import type { Connection } from './connection.ts';

export interface Connections {
  find(connectionId: string): Connection | undefined;
  list(): Connection[];
}

export interface ConnectionRegistry extends Connections {
  add(connection: Connection): void;
  remove(connectionId: string): void;
}

export function createConnectionRegistry(): ConnectionRegistry {
  const byId = new Map<string, Connection>();
  return {
    find(connectionId) {
      const connection = byId.get(connectionId);
      return connection?.isOpen() ? connection : undefined;
    },
    list: () => [...byId.values()].filter((connection) => connection.isOpen()),
    add: (connection) => void byId.set(connection.facts.connectionId, connection),
    remove: (connectionId) => void byId.delete(connectionId),
  };
}
