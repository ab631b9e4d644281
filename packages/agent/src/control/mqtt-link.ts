/**
 * The agent's connection to its broker: comes back by itself, tells what arrives on the control topic, publishes now or
 * never. MQTT 3.1.1 with a clean session, so that AWS IoT Core, Mosquitto, EMQX, HiveMQ and aedes all do.
 */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import type { Clock } from '../clock/clock.js';
import type { Logger } from '../log/logger.js';
import { redact } from '../log/redact.js';
import type { MqttCredentials } from './mqtt-credentials.js';

export type MqttLinkDeps = {
  url: string;
  clientId: string;
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
  /** Connected, the first time or again; the control topic is being subscribed to. */
  onConnected(): void;
};

/** AWS IoT Core takes no less. The broker publishes the will after 1.5 times this, before the status times out (75 s). */
const keepaliveSeconds = 30;
const connectTimeoutMs = 10_000;
/** Publishes that wait for the broker's acknowledgement; more are dropped, since the next status says it all anyway. */
const maxUnacknowledged = 50;
/** A connection that lasts longer is healthy: the next attempt after it comes soon again. */
const healthyConnectionMs = 10_000;
/** So many connections in a row that were accepted and soon closed mean a policy or a twin, not the network. */
const suspiciousCloses = 4;
const closeTimeoutMs = 1000;

export class MqttLink {
  readonly #deps: MqttLinkDeps;
  #client: MqttClient | undefined;
  #closing: Promise<void> | undefined;
  #connectionId = randomUUID();
  #attempt = 0;
  #connection: { state: 'none' } | { state: 'young'; cancelTimer(): void } | { state: 'healthy' } = {
    state: 'none',
  };
  #shortConnections = 0;
  #lastProblem: string | undefined;

  constructor(deps: MqttLinkDeps) {
    this.#deps = deps;
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
    const client = connect(this.#deps.url, this.#clientOptions());
    this.#client = client;
    client.on('reconnect', () => this.#prepareAttempt(client));
    client.on('connect', () => this.#onConnect(client));
    client.on('message', (topic, payload, { retain }) => {
      if (topic === this.#deps.controlTopic) this.#deps.onMessage({ payload, isRetained: retain });
    });
    client.on('error', (error) => this.#complain(error.message));
    client.on('close', () => this.#onClose(client));
  }

  /**
   * Publishes with QoS 1. Resolves when the broker has it, or when it was dropped: without a connection nothing is kept
   * for later, since it would be untrue by then. Never rejects.
   */
  async publish(topic: string, payload: string, { retain }: { retain: 'retain' | 'forget' }): Promise<void> {
    const client = this.#client;
    if (!client?.connected || Object.keys(client.outgoing).length >= maxUnacknowledged) return;
    await client.publishAsync(topic, payload, { qos: 1, retain: retain === 'retain' }).catch(() => {});
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
    if (this.#connection.state === 'young') this.#connection.cancelTimer();
    client.stream.destroy();
  }

  #clientOptions(): IClientOptions {
    const { clientId, credentials } = this.#deps;
    return {
      ...credentials,
      clientId,
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
    this.#attempt += 1;
    this.#connectionId = randomUUID();
    client.options.will = this.#will();
    client.options.reconnectPeriod = this.#deps.reconnectDelayMs(this.#attempt);
  }

  #onConnect(client: MqttClient): void {
    const { controlTopic, logger, url, clock } = this.#deps;
    const cancelTimer = clock.setTimer(healthyConnectionMs, () => {
      this.#connection = { state: 'healthy' };
      this.#shortConnections = 0;
      this.#attempt = 0;
      client.options.reconnectPeriod = this.#deps.reconnectDelayMs(0);
    });
    this.#connection = { state: 'young', cancelTimer };
    // Nagle's algorithm would hold small packets back for 40 ms; a WebSocket has no such switch.
    (client.stream as Partial<Socket>).setNoDelay?.(true);
    this.#lastProblem = undefined;
    logger.info({ url: redact(url), controlTopic }, 'connected to the MQTT broker');
    client.subscribe(controlTopic, { qos: 1 }, (error, _grants, suback) => {
      // Without a SUBACK it is the connection that failed, which is told elsewhere.
      if (!error || !suback) return;
      const message = 'the broker refused the subscription; allow this client to read its control topic';
      logger.error({ controlTopic, problem: error.message }, message);
    });
    this.#deps.onConnected();
  }

  #onClose(client: MqttClient): void {
    // mqtt.js would send what is unacknowledged again after the next connect, and a publish that the broker's policy
    // forbids would end every connection.
    for (const messageId of Object.keys(client.outgoing)) client.removeOutgoingMessage(Number(messageId));
    const connection = this.#connection;
    this.#connection = { state: 'none' };
    if (connection.state === 'none') return;
    this.#complain('the connection was closed');
    if (connection.state === 'young') this.#noteShortConnection(connection);
  }

  #noteShortConnection({ cancelTimer }: { cancelTimer(): void }): void {
    cancelTimer();
    this.#shortConnections += 1;
    if (this.#shortConnections !== suspiciousCloses) return;
    const { logger, clientId } = this.#deps;
    logger.error(
      { clientId },
      'the broker accepts the connection and closes it at once, again and again: its policy forbids one of our topics or the retained status (set mqtt.retainStatus to false), or another client uses the same clientId',
    );
  }

  /** Once per problem, not once per attempt. */
  #complain(problem: string): void {
    if (this.#closing || problem === this.#lastProblem) return;
    this.#lastProblem = problem;
    this.#deps.logger.warn(
      { url: redact(this.#deps.url), problem: redact(problem) },
      'the MQTT broker cannot be reached, trying on',
    );
  }
}
