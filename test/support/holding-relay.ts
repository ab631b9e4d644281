/** A TCP relay in front of the gateway that can hold everything back, as a radio link does that is gone for a while. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { pipeline, Transform } from 'node:stream';

export type HoldingRelay = {
  /** Origin without a slash at the end. */
  url: string;
  /** How many connections to it are open. */
  openCount(): number;
  /** From now on nothing comes through, either way; connections stay. */
  hold(): void;
  /** What was held back comes now, and the rest behind it. */
  release(): void;
  close(): Promise<void>;
};

/** `targetUrl`: origin of the server behind it. */
export async function startHoldingRelay(targetUrl: string): Promise<HoldingRelay> {
  const { hostname, port: targetPort } = new URL(targetUrl);
  const sockets = new Set<Socket>();
  const near = new Set<Socket>();
  let released: Promise<void> = Promise.resolve();
  let release = (): void => {};

  /** What waits in it fills up, and then the sender waits. */
  const createGate = () =>
    new Transform({
      transform: (bytes, _encoding, done) => void released.then(() => done(null, bytes)),
    });
  const server = createServer((socket) => {
    const far = connect(Number(targetPort), hostname);
    near.add(socket);
    socket.once('close', () => near.delete(socket));
    for (const each of [socket, far]) {
      sockets.add(each);
      each.once('close', () => sockets.delete(each));
    }
    // A connection that breaks on one side breaks on the other, too.
    pipeline(socket, createGate(), far, () => {});
    pipeline(far, createGate(), socket, () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    openCount: () => near.size,
    hold() {
      released = new Promise((resolve) => {
        release = resolve;
      });
    },
    release: () => release(),
    async close() {
      release();
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
