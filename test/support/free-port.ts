/**
 * Ports for the servers of the tests. Asked of the kernel; taken by the caller at once, as nothing reserves them.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

/** A TCP port of the loopback interface that nobody listened on a moment ago. */
export async function freeTcpPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether somebody takes connections at a TCP port of the loopback interface. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

/** The same as `freeTcpPort` for UDP. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** A port that is free for TCP and for UDP, as HTTP/3 beside HTTP/2 wants it. */
export async function freePortOfBoth(): Promise<number> {
  const attempts = 20;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const port = await freeTcpPort();
    if (await areFree(port, 1)) return port;
  }
  throw new Error(`found no port that is free for TCP and UDP in ${attempts} attempts`);
}

/**
 * First port of `count` UDP ports in a row, each free a moment ago: a gateway's `ingest.ports`.
 * Looked for above 20000, below the range from which Linux hands out ports by itself.
 */
export async function freeUdpPortRange(count: number): Promise<number> {
  const attempts = 50;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const first = 20_000 + Math.floor(Math.random() * (12_000 - count));
    if (await areFree(first, count)) return first;
  }
  throw new Error(`found no ${count} free UDP ports in a row in ${attempts} attempts`);
}

async function areFree(first: number, count: number): Promise<boolean> {
  const sockets = Array.from({ length: count }, () => createSocket('udp4'));
  try {
    await Promise.all(
      sockets.map(async (socket, index) => {
        socket.bind(first + index, '0.0.0.0');
        await once(socket, 'listening');
      }),
    );
    return true;
  } catch {
    return false;
  } finally {
    for (const socket of sockets) socket.close();
  }
}
