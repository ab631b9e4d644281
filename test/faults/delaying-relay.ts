/** A TCP relay that brings every byte late, as a broker far away or overloaded does; connections stay as they are. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type DelayingRelay = {
  port: number;
  /** From now on; 0 is no delay. */
  setDelay(ms: number): void;
  /** Ends every connection, and takes no new one until it is called with `'open'`. */
  setDoor(door: 'open' | 'shut'): void;
  close(): Promise<void>;
};

export async function startDelayingRelay(targetPort: number): Promise<DelayingRelay> {
  const sockets = new Set<Socket>();
  let delayMs = 0;
  let door: 'open' | 'shut' = 'open';
  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    let lastDueAtMs = 0;
    from.on('data', (bytes) => {
      // In order, also where the delay becomes shorter.
      lastDueAtMs = Math.max(lastDueAtMs, performance.now() + delayMs);
      setTimeout(() => to.writable && to.write(bytes), lastDueAtMs - performance.now());
    });
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((near) => {
    if (door === 'shut') return void near.destroy();
    const far = connect(targetPort, '127.0.0.1');
    pass(near, far);
    pass(far, near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    setDelay(ms) {
      delayMs = ms;
    },
    setDoor(wanted) {
      door = wanted;
      if (door === 'shut') for (const socket of sockets) socket.destroy();
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
