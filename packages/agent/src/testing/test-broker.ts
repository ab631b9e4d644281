/** A real broker (aedes) on a free or given port of loopback, whose answers a test can spoil. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Aedes, type Client } from 'aedes';

export type TestBroker = {
  url: string;
  port: number;
  /** CONNECTs still to be refused with "server unavailable"; each refusal takes one. */
  refusalsLeft: number;
  /** Client id of every CONNECT that was seen, refused or not. */
  connects: string[];
  /** Publishes to this topic end the connection, as brokers do whose policy forbids them. */
  forbiddenTopic: string | undefined;
  /** Publishes that came in, as `topic payload`, allowed or not. */
  publishes: string[];
  /** Ends the connection of one client without a word. */
  disconnect(clientId: string): void;
  /** Drops every connection and stops to listen, as a broker that was killed. */
  kill(): Promise<void>;
};

const serverUnavailable = 3;

export async function startTestBroker({ port = 0 }: { port?: number } = {}): Promise<TestBroker> {
  const aedes = await Aedes.createBroker();
  const server = createServer((socket) => aedes.handle(socket));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const broker: TestBroker = {
    url: `mqtt://127.0.0.1:${address.port}`,
    port: address.port,
    refusalsLeft: 0,
    connects: [],
    forbiddenTopic: undefined,
    publishes: [],
    disconnect: (clientId) => clients.get(clientId)?.conn.destroy(),
    async kill() {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      await closed;
    },
  };
  const clients = new Map<string, Client>();
  aedes.on('client', (client) => clients.set(client.id, client));
  aedes.authenticate = (client, _username, _password, done) => {
    broker.connects.push(client.id);
    if (broker.refusalsLeft <= 0) return done(null, true);
    broker.refusalsLeft -= 1;
    done(Object.assign(new Error('refused by the test'), { returnCode: serverUnavailable }), false);
  };
  aedes.authorizePublish = (_client, packet, done) => {
    broker.publishes.push(`${packet.topic} ${packet.payload}`);
    done(packet.topic === broker.forbiddenTopic ? new Error('forbidden by the test') : null);
  };
  return broker;
}
