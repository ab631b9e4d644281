/**
 * The agent's connection to its broker: comes back by itself, tells what arrives on the control topic, publishes now or
 * never. MQTT 3.1.1 with a clean session, so that AWS IoT Core, Mosquitto, EMQX, HiveMQ and aedes all do.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { type BrokerSettings, BrokerWatch } from '@rpi-live-camera/protocol';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { writeToStream } from 'mqtt-packet';
import type { Clock } from '../clock/clock.js';
import type { Logger } from '../log/logger.js';
import { redact } from '../log/redact.js';
import type { MqttCredentials } from './mqtt-credentials.js';

export type MqttLinkDeps = {
  settings: BrokerSettings;
  credentials: MqttCredentials;
  /** The one topic to listen on. */
  controlTopic: string;
  /** Last will of a connection, published by the broker when the agent vanishes. */
  will: { topic: string; payload(connectionId: string): string; retain: 'retain' | 'forget' };
  /** How long to wait before an attempt: 0 is the first after a healthy connection. */
  reconnectDelayMs(attempt: number): number;
  clock: Clock;
  logger: Logger;
  onMessage(message: { payload: Buffer; isRetained: boolean }): void;
  /**
   * Connected, the first time or again, and the broker has answered the subscription: not before, since a connection that
   * it ends should have one packet to blame.
   */
  onReady(): void;
  /** How long a broker may take to answer CONNECT. @default 10 s */
  connectTimeoutMs?: number;
};

/** AWS IoT Core takes no less. The broker publishes the will after 1.5 times this, before the status times out (75 s). */
const keepaliveSeconds = 30;
const defaultConnectTimeoutMs = 10_000;
/** Publishes that wait for the broker's acknowledgement; more are dropped, since the next status says it all anyway. */
const maxUnacknowledged = 50;
const closeTimeoutMs = 1000;

export class MqttLink {
  readonly #deps: MqttLinkDeps;
  readonly #watch: BrokerWatch;
  #client: MqttClient | undefined;
  #closing: Promise<void> | undefined;
  #connectionId = randomUUID();

  constructor(deps: MqttLinkDeps) {
    this.#deps = deps;
    this.#watch = new BrokerWatch({ settings: deps.settings, nowMs: () => deps.clock.nowMs() });
  }

  /** New for every connection; part of each status, so that a late will of an older connection can be told apart. */
  get connectionId(): string {
    return this.#connectionId;
  }

  get isConnected(): boolean {
    return this.#client?.connected ?? false;
  }

  /** Begins to connect, and keeps trying until `close()`. */
  start(): void {
    if (this.#client || this.#closing) return;
    // It would hold a buffer ready for each number of 16 bits, 7 MB, for somebody who sends a packet in 30 s.
    writeToStream.cacheNumbers = false;
    const client = connect(this.#deps.settings.url, this.#clientOptions());
    this.#client = client;
    client.on('reconnect', () => this.#prepareAttempt(client));
    client.on('connect', () => this.#onConnect(client));
    client.on('message', (topic, payload, { retain }) => {
      if (topic === this.#deps.controlTopic) this.#deps.onMessage({ payload, isRetained: retain });
    });
    client.on('error', (error) => this.#watch.failed(error));
    // Before mqtt.js's own listener, which arms the next attempt with the period that is set here.
    client.prependListener('close', () => this.#onClose(client));
  }

  /**
   * Publishes with QoS 1. Resolves when the broker has it, or when it was dropped: without a connection nothing is kept
   * for later, since it would be untrue by then, and what the broker's policy forbids is held back. Never rejects.
   */
  async publish(topic: string, payload: string, { retain }: { retain: 'retain' | 'forget' }): Promise<void> {
    const client = this.#client;
    if (!client?.connected || Object.keys(client.outgoing).length >= maxUnacknowledged) return;
    const action = `publish ${topic}` as const;
    if (this.#watch.heldForMs(action) > 0) return;
    this.#watch.began(action);
    try {
      await client.publishAsync(topic, payload, { qos: 1, retain: retain === 'retain' });
      if (this.#watch.acknowledged(action))
        this.#deps.logger.info({ topic }, 'the broker allows this topic again');
    } catch {
      // The connection has ended, which is told elsewhere.
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    let cancelTimeout = () => {};
    const timeout = new Promise<void>((resolve) => {
      cancelTimeout = this.#deps.clock.setTimer(closeTimeoutMs, resolve);
    });
    // A DISCONNECT in order, so that the broker keeps the will to itself [MQTT-3.14.4-3]; by force where it hangs.
    await Promise.race([client.endAsync(!client.connected), timeout]);
    cancelTimeout();
    client.stream.destroy();
  }

  #clientOptions(): IClientOptions {
    const { settings, credentials, connectTimeoutMs = defaultConnectTimeoutMs } = this.#deps;
    return {
      ...credentials,
      clientId: settings.clientId,
      protocolVersion: 4,
      clean: true,
      keepalive: keepaliveSeconds,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: this.#deps.reconnectDelayMs(0),
      // Without it one refused CONNACK ends mqtt.js 5.16 for good.
      reconnectOnConnackError: true,
      queueQoSZero: false,
      // Subscribed to afresh at every connect, where a refusal can be seen.
      resubscribe: false,
      will: this.#will(),
    };
  }

  #will(): NonNullable<IClientOptions['will']> {
    const { topic, payload, retain } = this.#deps.will;
    return { topic, payload: Buffer.from(payload(this.#connectionId)), qos: 1, retain: retain === 'retain' };
  }

  /** mqtt.js reads both options anew: the will when it sends CONNECT, the period when the attempt has failed. */
  #prepareAttempt(client: MqttClient): void {
    this.#watch.attemptBegan();
    this.#connectionId = randomUUID();
    client.options.will = this.#will();
    client.options.reconnectPeriod = this.#deps.reconnectDelayMs(this.#watch.attempt);
  }

  #onConnect(client: MqttClient): void {
    const { controlTopic, logger, settings } = this.#deps;
    this.#watch.connected();
    // Nagle's algorithm would hold small packets back for 40 ms; a WebSocket has no such switch.
    (client.stream as Partial<Socket>).setNoDelay?.(true);
    logger.info({ url: redact(settings.url), controlTopic }, 'connected to the MQTT broker');
    const { stream } = client;
    const action = `subscribe ${controlTopic}` as const;
    this.#watch.began(action);
    client.subscribe(controlTopic, { qos: 1 }, (error, _grants, suback) => {
      // Without a SUBACK it is the connection that failed, which is told elsewhere.
      if (!suback || client.stream !== stream || !client.connected) return;
      this.#watch.acknowledged(action);
      if (error) {
        const message = 'the broker refused the subscription; allow this client to read its control topic';
        logger.error({ controlTopic, problem: error.message }, message);
      }
      this.#deps.onReady();
    });
  }

  #onClose(client: MqttClient): void {
    // mqtt.js would send what is unacknowledged again after the next connect, and a publish that the broker's policy
    // forbids would end every connection.
    for (const messageId of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(messageId));
    if (this.#closing) return;
    const { logger, settings, reconnectDelayMs } = this.#deps;
    for (const { level, message } of this.#watch.closed()) {
      logger[level](
        { url: redact(settings.url), problem: redact(message) },
        'no connection to the MQTT broker, trying on',
      );
    }
    client.options.reconnectPeriod = reconnectDelayMs(this.#watch.attempt);
  }
}
