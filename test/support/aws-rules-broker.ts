/**
 * A broker that enforces what AWS IoT Core does and others do not, where it breaks clients: SNI, ALPN on its port 443, no
 * QoS 2, quotas, retained messages for exact filters only, and policies whose denials close the connection without a word.
 * Where AWS is said to mend or to tolerate something (a short keep-alive), this one refuses it. aedes underneath.
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import { Aedes, type Client, type ConnectPacket } from 'aedes';
import { isAllowed, type Policy, type PolicyAction } from './aws-policy.js';
import type { CertificateAuthority } from './certificates.js';

/** Who connects, by the common name of the certificate or by the user name of custom authentication. */
export type Principal = {
  policy: Policy;
  /** The thing that the certificate is attached to; a client is that thing when its client id is the thing's name. */
  thing?: string;
  /** Custom authentication (ALPN `mqtt`) instead of a certificate. */
  password?: string;
};

export type AwsRulesBroker = {
  /** MQTT with certificates, as on port 8883. */
  url: string;
  /** As on port 443: certificates with ALPN `x-amzn-mqtt-ca`, custom authentication with ALPN `mqtt`. */
  alpnUrl: string;
  /** What was refused, as `<client id> <what>`, oldest first. */
  refusals: string[];
  /** Client ids of CONNECTs that were accepted. */
  connects: string[];
  close(): Promise<void>;
};

export type AwsRulesBrokerOptions = {
  authority: CertificateAuthority;
  principals: Readonly<Record<string, Principal>>;
};

const maxFiltersPerPacket = 8;
const maxSubscriptions = 50;
const maxSlashes = 7;
const maxTopicBytes = 256;
const maxPayloadBytes = 131_072;
const maxClientIdBytes = 128;
const keepaliveSeconds = { min: 30, max: 1200 };

export async function startAwsRulesBroker({
  authority,
  principals,
}: AwsRulesBrokerOptions): Promise<AwsRulesBroker> {
  const aedes = await Aedes.createBroker();
  const refusals: string[] = [];
  const connects: string[] = [];
  const sockets = new Set<TLSSocket>();
  const principalOf = new WeakMap<object, Principal>();

  /** Closes without a word. */
  const refuse = (client: Client, what: string): Error => {
    refusals.push(`${client.id ?? 'somebody'} ${what}`);
    client.conn.destroy();
    return new Error(what);
  };
  const mayDo = (
    client: Client,
    clientId: string,
    action: PolicyAction,
    resource: string,
    attributes: string[] = [],
  ) => {
    const principal = principalOf.get(client.conn);
    const isThing = principal?.thing === clientId;
    const variables: Record<string, string> = {
      'iot:ClientId': clientId,
      'iot:Connection.Thing.IsAttached': String(isThing),
      ...(isThing && { 'iot:Connection.Thing.ThingName': clientId }),
    };
    return (
      principal !== undefined &&
      isAllowed(principal.policy, { action, resource, variables, connectAttributes: attributes })
    );
  };

  aedes.preConnect = (client, packet, done) => {
    const fault = findConnectFault(packet);
    const { username, password } = packet;
    const guest = username === undefined ? undefined : principals[username];
    if (guest?.password !== undefined && guest.password === password?.toString())
      principalOf.set(client.conn, guest);
    const attributes = [...(packet.will ? ['LastWill'] : []), ...(packet.clean ? [] : ['PersistentConnect'])];
    const isPermitted = mayDo(
      client,
      packet.clientId,
      'iot:Connect',
      `client/${packet.clientId}`,
      attributes,
    );
    if (fault === undefined && isPermitted) {
      connects.push(packet.clientId);
      done(null, true);
      return;
    }
    refusals.push(`${packet.clientId} ${fault ?? `iot:Connect client/${packet.clientId}`}`);
    client.conn.destroy();
    done(new Error('refused'), false);
  };

  aedes.authorizePublish = (client, packet, done) => {
    if (client === null) return done(null);
    const { topic, qos, retain, payload } = packet;
    const wanted: PolicyAction[] = retain ? ['iot:Publish', 'iot:RetainPublish'] : ['iot:Publish'];
    const denied = wanted.find((action) => !mayDo(client, client.id, action, `topic/${topic}`));
    const fault =
      findTopicFault(topic) ??
      (qos === 2 ? 'QoS 2' : undefined) ??
      (payload.length > maxPayloadBytes ? 'payload' : undefined) ??
      (denied && `${denied} topic/${topic}`);
    done(fault === undefined ? null : refuse(client, fault));
  };

  aedes.authorizeSubscribe = (client, subscription, done) => {
    const { topic: filter, qos } = subscription;
    const held = Object.keys((client as unknown as { subscriptions: object }).subscriptions);
    const fault =
      findTopicFault(filter) ??
      ((qos as number) === 2 ? 'QoS 2' : undefined) ??
      (new Set([...held, filter]).size > maxSubscriptions ? 'too many subscriptions' : undefined) ??
      (mayDo(client, client.id, 'iot:Subscribe', `topicfilter/${filter}`)
        ? undefined
        : `iot:Subscribe topicfilter/${filter}`);
    if (fault === undefined) done(null, subscription);
    else done(refuse(client, fault));
  };

  aedes.on('subscribe', (subscriptions, client) => {
    if (subscriptions.length > maxFiltersPerPacket) refuse(client, 'too many filters in a packet');
  });

  // Checked at every delivery; what is denied is lost, the connection stays.
  aedes.authorizeForward = (client, packet) => {
    if (mayDo(client, client.id, 'iot:Receive', `topic/${packet.topic}`)) return packet;
    refusals.push(`${client.id} iot:Receive topic/${packet.topic}`);
    return null;
  };

  const { persistence } = aedes as unknown as {
    persistence: { createRetainedStreamCombi(filters: string[]): unknown };
  };
  const createRetainedStream = persistence.createRetainedStreamCombi.bind(persistence);
  persistence.createRetainedStreamCombi = (filters) =>
    createRetainedStream(filters.filter((filter) => !/[+#]/.test(filter)));

  const { certFile, keyFile } = await authority.issue('localhost', {
    altNames: 'DNS:localhost,IP:127.0.0.1',
  });
  const tls = {
    cert: readFileSync(certFile),
    key: readFileSync(keyFile),
    ca: readFileSync(authority.caFile),
    requestCert: true,
    rejectUnauthorized: false,
  };
  const admit = (socket: TLSSocket, alpn: 'needed' | 'not needed') => {
    sockets.add(socket.on('error', () => {}));
    socket.once('close', () => sockets.delete(socket));
    const { servername } = socket as { servername?: string | false };
    const isGuest = socket.alpnProtocol === 'mqtt';
    if (!servername) refusals.push('somebody SNI');
    else if (alpn === 'needed' && !socket.alpnProtocol) refusals.push('somebody ALPN');
    else if (!isGuest && !socket.authorized) refusals.push('somebody certificate');
    else {
      const principal = isGuest ? undefined : principals[String(socket.getPeerCertificate().subject.CN)];
      if (principal) principalOf.set(socket, principal);
      aedes.handle(socket);
      return;
    }
    socket.destroy();
  };
  const server = createServer(tls, (socket) => admit(socket, 'not needed'));
  const alpnServer = createServer({ ...tls, ALPNProtocols: ['x-amzn-mqtt-ca', 'mqtt'] }, (socket) =>
    admit(socket, 'needed'),
  );

  return {
    url: await listen(server),
    alpnUrl: await listen(alpnServer),
    refusals,
    connects,
    async close() {
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      for (const one of [server, alpnServer])
        await new Promise<void>((resolve) => one.close(() => resolve()));
    },
  };
}

function findConnectFault({ clientId, keepalive, will }: ConnectPacket): string | undefined {
  const { min, max } = keepaliveSeconds;
  if (keepalive === undefined || keepalive < min || keepalive > max) return 'keep-alive';
  if (Buffer.byteLength(clientId) > maxClientIdBytes) return 'client id';
  if (will?.qos === 2) return 'QoS 2';
  return undefined;
}

function findTopicFault(topic: string): string | undefined {
  if (topic.split('/').length - 1 > maxSlashes) return 'too many slashes';
  if (Buffer.byteLength(topic) > maxTopicBytes) return 'topic too long';
  return undefined;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `mqtts://localhost:${(server.address() as AddressInfo).port}`;
}
