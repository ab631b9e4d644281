/**
 * The gateway's connection to the broker: stays up by itself, hands on messages, and publishes now or not at all.
 * MQTT 3.1.1, so that AWS IoT Core, Mosquitto, EMQX, HiveMQ and the embedded broker all do.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { BrokerWatch, reconnectDelayMs, type TopicAction } from '@rpi-live-camera/protocol';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Config } from '../config/schema.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import { redactSecrets } from '../log/redact.js';
import { readMqttCredentials } from './mqtt-credentials.js';

export type MqttLinkDeps = {
  settings: Config['mqtt'];
  logger: Logger;
  /** Topic filters to hold a subscription for, a list for each packet. */
  subscriptions: readonly (readonly string[])[];
  onMessage(topic: string, payload: Buffer, isRetained: boolean): void;
  /** The broker has accepted the connection and the subscriptions, the first time or again. */
  onUp(): void;
  /** How long to wait before an attempt: 0 is the first after a healthy connection. @default 1 s, doubled up to 30 s */
  reconnectDelayMs?(attempt: number): number;
  /** How long a broker may take to answer CONNECT. @default 10 s */
  connectTimeoutMs?: number;
  /** How long it may take to acknowledge a command, which is worth nothing later. @default 10 s */
  publishTimeoutMs?: number;
};

/** User and password at the broker. */
export type BrokerLogin = { username: string | null; password: string | null };

/** AWS IoT Core takes no less. */
const keepaliveSeconds = 30;
const defaultTimeoutMs = 10_000;
const closeTimeoutMs = 1000;

export class MqttLink {
  readonly #deps: Required<MqttLinkDeps>;
  readonly #clientId: string;
  readonly #unacknowledged = new Set<number>();
  #client: MqttClient | undefined;
  #watch: BrokerWatch | undefined;
  #url = '';
  #connectionCount = 0;
  #closing: Promise<void> | undefined;
  #subscribing: Promise<void> = Promise.resolve();
  #subscriptionTimer: NodeJS.Timeout | undefined;

  constructor(deps: MqttLinkDeps) {
    this.#deps = {
      reconnectDelayMs: (attempt) => reconnectDelayMs(attempt, Math.random()),
      connectTimeoutMs: defaultTimeoutMs,
      publishTimeoutMs: defaultTimeoutMs,
      ...deps,
    };
    // Replicas share their settings; with the same id they would throw each other out.
    this.#clientId = deps.settings.clientId ?? `rpi-live-camera-gateway-${randomBytes(4).toString('hex')}`;
  }

  get isUp(): boolean {
    return this.#client?.connected === true;
  }

  /** Connections made so far, the first included. */
  get connectionCount(): number {
    return this.#connectionCount;
  }

  /** Why the link is down and what to do about it, for `/readyz` and the log. */
  get problem(): string {
    return redactSecrets(this.#watch?.problem ?? 'not started');
  }

  /**
   * Begins to connect and keeps at it until `close()`. Does not wait: a gateway serves without its broker.
   *
   * @param url of the broker; certificates come from the settings
   * @param credentials user and password; default: those of the settings
   * @throws ConfigError for certificates and keys that cannot be used
   */
  start(url: string, credentials: BrokerLogin = this.#deps.settings): void {
    if (this.#client || this.#closing) return;
    const settings = { ...this.#deps.settings, ...credentials, url, clientId: this.#clientId };
    const watch = new BrokerWatch({ settings, nowMs: () => performance.now() });
    const client = connect(url, this.#connectOptions(url, credentials));
    this.#client = client;
    this.#watch = watch;
    this.#url = redactSecrets(url);
    const setDelay = () => {
      client.options.reconnectPeriod = this.#deps.reconnectDelayMs(watch.attempt);
    };
    client.on('reconnect', () => {
      watch.attemptBegan();
      setDelay();
    });
    client.on('connect', () => this.#onConnect(client, watch));
    client.on('message', (topic, payload, packet) => this.#deps.onMessage(topic, payload, packet.retain));
    client.on('error', (error) => watch.failed(error));
    // Before mqtt.js's own listener, which arms the next attempt with the period that is set here.
    client.prependListener('close', () => {
      this.#onClose(client, watch);
      setDelay();
    });
  }

  /**
   * Publishes with QoS 1 and resolves when the broker has it.
   *
   * @throws GatewayError `broker_unavailable` at once when the broker is away or refuses this topic, and when it goes away
   *   before it answered: a command that waits for a broker would come too late to be right
   */
  async publish(topic: string, payload: string): Promise<void> {
    const [client, watch] = [this.#client, this.#watch];
    // A connection that the broker ends should have one packet to blame, and replies would be missed before.
    await this.#subscribing;
    if (!client?.connected || !watch)
      throw unavailable(`The MQTT broker cannot be reached: ${this.problem}.`);
    const action: TopicAction = `publish ${topic}`;
    if (watch.heldForMs(action) > 0) {
      throw unavailable(
        `The MQTT broker ends the connection upon every publish to ${topic}: allow it there.`,
      );
    }
    watch.began(action);
    const delivered = client.publishAsync(topic, payload, { qos: 1, retain: false });
    const messageId = client.getLastMessageId();
    this.#unacknowledged.add(messageId);
    const timeout = setTimeout(() => client.removeOutgoingMessage(messageId), this.#deps.publishTimeoutMs);
    try {
      await delivered;
    } catch (cause) {
      throw unavailable('The MQTT broker went away, or took too long, before it took the command.', cause);
    } finally {
      clearTimeout(timeout);
      this.#unacknowledged.delete(messageId);
    }
    this.#onAcknowledged(watch, action);
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    clearTimeout(this.#subscriptionTimer);
    const client = this.#client;
    if (!client) return;
    const { stream } = client;
    const isGone = new Promise<void>((resolve) => stream.once('close', resolve));
    const timeout = setTimeout(() => stream.destroy(), closeTimeoutMs);
    // What is unacknowledged would be waited for, also on a connection that ends meanwhile.
    await Promise.race([client.endAsync(!client.connected), isGone]);
    clearTimeout(timeout);
  }

  #onConnect(client: MqttClient, watch: BrokerWatch): void {
    // Nagle's algorithm holds small packets back for 40 ms.
    (client.stream as Partial<Socket>).setNoDelay?.(true);
    watch.connected();
    this.#connectionCount += 1;
    this.#deps.logger.info({ url: this.#url, clientId: this.#clientId }, 'connected to the MQTT broker');
    const { stream } = client;
    this.#subscribing = this.#subscribe(client, watch);
    void this.#subscribing.then(() => {
      if (client.connected && client.stream === stream && !this.#closing) this.#deps.onUp();
    });
  }

  /** Packet after packet, so that one which ends the connection is known for it, and left out for a while. */
  async #subscribe(client: MqttClient, watch: BrokerWatch): Promise<void> {
    const { stream } = client;
    clearTimeout(this.#subscriptionTimer);
    for (const filters of this.#deps.subscriptions) {
      const action: TopicAction = `subscribe ${filters.join(' ')}`;
      const heldForMs = watch.heldForMs(action);
      if (heldForMs > 0) {
        this.#subscriptionTimer = setTimeout(() => void this.#subscribe(client, watch), heldForMs);
        this.#subscriptionTimer.unref();
        continue;
      }
      watch.began(action);
      const isTaken = await this.#subscribePacket(client, filters);
      if (!client.connected || client.stream !== stream || this.#closing) return;
      if (isTaken) this.#onAcknowledged(watch, action);
    }
  }

  /** @returns whether the broker answered, be it with a refusal, which is told here */
  #subscribePacket(client: MqttClient, filters: readonly string[]): Promise<boolean> {
    return new Promise((resolve) => {
      client.subscribe([...filters], { qos: 1 }, (error, _granted, suback) => {
        if (error && suback) {
          const message = 'the broker refused a subscription; allow this client to read these topics';
          this.#deps.logger.error({ filters, problem: error.message }, message);
        }
        resolve(suback !== undefined);
      });
    });
  }

  #onAcknowledged(watch: BrokerWatch, action: TopicAction): void {
    if (watch.acknowledged(action)) this.#deps.logger.info({ action }, 'the broker allows this again');
  }

  #onClose(client: MqttClient, watch: BrokerWatch): void {
    clearTimeout(this.#subscriptionTimer);
    // mqtt.js would send unacknowledged commands after the next connect, however old they are by then.
    for (const messageId of this.#unacknowledged) client.removeOutgoingMessage(messageId);
    if (this.#closing) return;
    for (const { level, message } of watch.closed()) {
      const problem = redactSecrets(message);
      this.#deps.logger[level]({ url: this.#url, problem }, 'no connection to the MQTT broker, trying on');
    }
  }

  #connectOptions(url: string, { username, password }: BrokerLogin): IClientOptions {
    const { settings, logger, connectTimeoutMs } = this.#deps;
    const isTls = /^(mqtts|wss):/i.test(url);
    return {
      protocolVersion: 4,
      clean: true,
      clientId: this.#clientId,
      keepalive: keepaliveSeconds,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: this.#deps.reconnectDelayMs(0),
      // Since mqtt.js 5.16 one refused CONNACK would otherwise end the link for good.
      reconnectOnConnackError: true,
      queueQoSZero: false,
      // Each connection subscribes by itself: mqtt.js forgets what was asked for before the first one succeeded.
      resubscribe: false,
      ...(username !== null && { username }),
      ...(password !== null && { password }),
      // The embedded broker, whose url comes instead of that of the settings, knows no TLS.
      ...(isTls && readMqttCredentials(settings, logger)),
    };
  }
}

function unavailable(message: string, cause?: unknown): GatewayError {
  return new GatewayError('broker_unavailable', message, { cause });
}
