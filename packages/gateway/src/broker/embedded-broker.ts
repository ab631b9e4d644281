/**
 * The MQTT broker inside the gateway (aedes, MQTT 3.1.1), for one box without another broker. Off by default; for this
 * machine alone unless each camera has a password. Every session is a clean one: nothing is kept for who is away.
 */
import { randomBytes } from 'node:crypto';
import { createServer, isIPv6, type Server, type Socket } from 'node:net';
import type { CameraTopics } from '@rpi-live-camera/protocol';
import { Aedes, type AedesOptions, type AuthenticateError, type Client } from 'aedes';
import type { Config } from '../config/schema.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import { type BrokerCredentials, type BrokerUser, createBrokerAccess } from './broker-access.js';
import { createConnectionRoom } from './connection-room.js';
import { createPacketGuard } from './packet-guard.js';
import { createRefusalLog } from './refusal-log.js';

export type EmbeddedBroker = {
  /** Where clients on this machine reach it. */
  url: string;
  /** What the gateway itself connects with; made anew at each start and kept in memory alone. */
  credentials: BrokerCredentials;
  close(): Promise<void>;
};

export type EmbeddedBrokerDeps = {
  settings: Config['broker'];
  cameraIds: readonly string[];
  topicsOf(cameraId: string): CameraTopics;
  logger: Logger;
};

/** A status has 2 KiB at most, START one. */
const maxPacketBytes = 32 * 1024;
/** All connections, of whoever. */
const maxConnections = 2000;
const roomWithPasswords = { maxWaiting: 256, maxWaitingPerAddress: 32, maxPerUser: 8 };
const roomWithout = {
  maxWaiting: maxConnections,
  maxWaitingPerAddress: maxConnections,
  maxPerUser: maxConnections,
};
/** How long a connection may take to say who it is, and to take what it is sent. */
const connectTimeoutMs = 5000;
const drainTimeoutMs = 10_000;
/** Who cannot say who it is waits for the answer, which makes guessing slow. */
const refusalDelayMs = 1000;
/** Asks connections that are silent whether they are still there: TCP's own question. */
const probeAfterMs = 30_000;
/** CONNACK return code (MQTT 3.1.1 §3.2.2.3): bad user name or password. */
const badPassword = 4;

/**
 * Starts the broker.
 *
 * @throws GatewayError `broker_unavailable` when its port is taken
 */
export async function startEmbeddedBroker(deps: EmbeddedBrokerDeps): Promise<EmbeddedBroker> {
  const { settings, cameraIds, logger } = deps;
  const { host, port, passwords } = settings;
  // No camera can be called so.
  const credentials = { username: '$gateway', password: randomBytes(24).toString('base64url') };
  const room = createConnectionRoom(Object.keys(passwords).length > 0 ? roomWithPasswords : roomWithout);
  const aedes = await Aedes.createBroker({
    connectTimeout: connectTimeoutMs,
    drainTimeout: drainTimeoutMs,
    ...brokerRules(deps, credentials, room),
  });
  const sockets = new Set<Socket>();
  const server = createServer(
    { noDelay: true, keepAlive: true, keepAliveInitialDelay: probeAfterMs },
    (socket) => {
      if (!room.enter(socket)) {
        socket.destroy();
        return;
      }
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      aedes.handle(socket);
      const isFine = createPacketGuard(maxPacketBytes);
      // Told of each piece when aedes reads it, a moment before its parser keeps it.
      socket.on('data', (chunk: Buffer) => {
        if (!isFine(chunk)) socket.destroy(new Error(`a packet of more than ${maxPacketBytes} bytes`));
      });
    },
  );
  server.maxConnections = maxConnections;
  for (const event of ['clientError', 'connectionError'] as const) {
    aedes.on(event, (client, error) => {
      logger.debug({ clientId: client.id, error: error.message }, 'an MQTT client failed');
    });
  }
  // Without a listener it would end the process.
  (aedes as NodeJS.EventEmitter).on('error', (error: Error) =>
    logger.error({ error: error.message }, 'the embedded MQTT broker failed at something'),
  );
  aedes.on('clientReady', (client) => room.identified(client.conn as Socket));
  const boundPort = await listen(server, host, port).catch(async (error: NodeJS.ErrnoException) => {
    await new Promise<void>((resolve) => aedes.close(resolve));
    throw new GatewayError('broker_unavailable', describeListenError(error, host, port), { cause: error });
  });
  logger.info({ host, port: boundPort, cameras: cameraIds }, 'the embedded MQTT broker listens');
  return {
    url: `mqtt://${reachableHost(host)}:${boundPort}`,
    credentials,
    async close() {
      await new Promise<void>((resolve) => aedes.close(resolve));
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** What aedes asks at each connection, message and subscription. */
function brokerRules(
  { settings, cameraIds, topicsOf, logger }: EmbeddedBrokerDeps,
  gateway: BrokerCredentials,
  room: ReturnType<typeof createConnectionRoom>,
): AedesOptions {
  const access = createBrokerAccess({ passwords: settings.passwords, gateway, topicsOf });
  const users = new WeakMap<Client, BrokerUser>();
  const tellRefusal = createRefusalLog({ logger, cameraIds });
  const nameOf = (user: BrokerUser | undefined) => (user?.kind === 'camera' ? user.cameraId : undefined);
  /** As much of a topic as a line of the log should have. */
  const shown = (topic: string) => topic.slice(0, 100);
  const addressOf = ({ conn }: Client) => (conn as Socket).remoteAddress;

  return {
    preConnect(_client, packet, decide) {
      packet.clean = true;
      // Two users with the same client id are two clients: else one would throw out the other [MQTT-3.1.4-2].
      if (packet.clientId) packet.clientId = `${packet.username ?? ''}/${packet.clientId}`;
      decide(null, true);
    },
    authenticate(client, username, password, decide) {
      const user = access.identify(username, password);
      if (user) {
        users.set(client, user);
        const name = user.kind === 'camera' ? user.cameraId : user.kind;
        const connection = { close: () => client.close() };
        room.join(name, connection);
        (client.conn as Socket).once('close', () => room.leave(name, connection));
        decide(null, true);
        return;
      }
      const message =
        'refused an MQTT client of the embedded broker; mqtt.username of a camera is its id, mqtt.password what broker.passwords has for it';
      tellRefusal(username, { address: addressOf(client) }, message);
      const refusal = Object.assign(new Error('bad user name or password'), { returnCode: badPassword });
      setTimeout(() => decide(refusal as AuthenticateError, null), refusalDelayMs).unref();
    },
    authorizePublish(client, packet, decide) {
      const user = client ? users.get(client) : undefined;
      // Without a client: a last will of one that is gone, which was asked about while it was there.
      if (!client || (user && access.mayPublish(user, packet.topic))) return decide(null);
      const message =
        'an MQTT client may not publish there: a camera has its own status and event topics alone';
      tellRefusal(nameOf(user), { address: addressOf(client), topic: shown(packet.topic) }, message);
      decide(new Error(`not allowed to publish to ${packet.topic}`));
    },
    authorizeSubscribe(client, subscription, decide) {
      const user = users.get(client);
      if (user && access.mayHear(user, subscription.topic)) return decide(null, subscription);
      const message = 'an MQTT client may not listen there: a camera has its own control topic alone';
      tellRefusal(nameOf(user), { address: addressOf(client), topic: shown(subscription.topic) }, message);
      decide(null, null);
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

function reachableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}

function describeListenError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `The embedded MQTT broker cannot listen on ${host}:${port}: the port is taken, perhaps by another broker. Use that one (set broker.enabled to false and mqtt.url to it), or give broker.port another value.`;
  }
  return `The embedded MQTT broker cannot listen on ${host}:${port}: ${error.message}`;
}
