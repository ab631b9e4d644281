/**
 * How many connections the embedded broker holds, so that nobody can keep others out by knocking: those that have not said
 * yet who they are count by address, the others by user. Used by the broker.
 */
import type { Socket } from 'node:net';
import { addressKey, normalizeAddress } from '../limits/client-address.js';
import { Tally } from '../limits/tally.js';

export type ConnectionRoomLimits = {
  /** Connections that have not said who they are; further ones are closed at once. Those of this machine do not count. */
  maxWaiting: number;
  /** The same for one address, of IPv6 for its /64, and for this machine. */
  maxWaitingPerAddress: number;
  /** Connections of one user; a further one ends the oldest, which may be one that the network has lost. */
  maxPerUser: number;
};

/** One connection of a user. */
type Connection = { close(): void };

export type ConnectionRoom = {
  /** @returns whether there is room; it is taken until `identified` or the end of the socket */
  enter(socket: Socket): boolean;
  /** It has said who it is. */
  identified(socket: Socket): void;
  /** Counts a connection of a user. */
  join(user: string, connection: Connection): void;
  leave(user: string, connection: Connection): void;
};

/** The gateway itself is a client of its broker. */
const thisMachine = 'this machine';

export function createConnectionRoom(limits: ConnectionRoomLimits): ConnectionRoom {
  const waiting = new Map<Socket, string>();
  const waitingPerAddress = new Tally<string>();
  const joined = new Map<string, Set<Connection>>();

  function stopWaiting(socket: Socket): void {
    const address = waiting.get(socket);
    if (address === undefined) return;
    waiting.delete(socket);
    waitingPerAddress.remove(address);
  }

  return {
    enter(socket) {
      const address = keyOf(socket);
      const strangerCount = waiting.size - waitingPerAddress.of(thisMachine);
      const isFull = address !== thisMachine && strangerCount >= limits.maxWaiting;
      if (isFull || waitingPerAddress.of(address) >= limits.maxWaitingPerAddress) return false;
      waiting.set(socket, address);
      waitingPerAddress.add(address);
      socket.once('close', () => stopWaiting(socket));
      return true;
    },
    identified: stopWaiting,
    join(user, connection) {
      const connections = joined.get(user) ?? new Set();
      joined.set(user, connections.add(connection));
      const [oldest] = connections;
      if (connections.size <= limits.maxPerUser || !oldest) return;
      connections.delete(oldest);
      oldest.close();
    },
    leave(user, connection) {
      const connections = joined.get(user);
      connections?.delete(connection);
      if (connections?.size === 0) joined.delete(user);
    },
  };
}

function keyOf({ remoteAddress = '', localAddress }: Socket): string {
  if (remoteAddress === localAddress) return thisMachine;
  return addressKey(normalizeAddress(remoteAddress) ?? remoteAddress);
}
