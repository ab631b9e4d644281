/** The MQTT broker inside the gateway (aedes, MQTT 3.1.1), for one box without another broker. Off by default. */
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';
import type { Config } from '../config/schema.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';

export type EmbeddedBroker = {
  /** Where clients on this machine reach it. */
  url: string;
  close(): Promise<void>;
};

/**
 * Starts the broker.
 *
 * @throws GatewayError `broker_unavailable` when its port is taken
 */
export async function startEmbeddedBroker(
  { host, port }: Config['broker'],
  logger: Logger,
): Promise<EmbeddedBroker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  aedes.on('clientError', (client, error) => {
    logger.debug({ clientId: client.id, error: error.message }, 'an MQTT client failed');
  });
  const boundPort = await listen(server, host, port).catch(async (error: NodeJS.ErrnoException) => {
    await new Promise<void>((resolve) => aedes.close(resolve));
    throw new GatewayError('broker_unavailable', describeListenError(error, host, port), { cause: error });
  });
  logger.info({ host, port: boundPort }, 'the embedded MQTT broker listens');
  return {
    url: `mqtt://${host === '0.0.0.0' ? '127.0.0.1' : host}:${boundPort}`,
    async close() {
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function describeListenError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `The embedded MQTT broker cannot listen on ${host}:${port}: the port is taken, perhaps by another broker. Use that one (set broker.enabled to false and mqtt.url to it), or give broker.port another value.`;
  }
  return `The embedded MQTT broker cannot listen on ${host}:${port}: ${error.message}`;
}
