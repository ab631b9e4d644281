/**
 * The gateway's connection to the broker: stays up by itself, hands on messages, and publishes now or not at all.
 * MQTT 3.1.1, so that AWS IoT Core, Mosquitto, EMQX, HiveMQ and the embedded broker all do.
 */
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { readPem } from '../config/read-pem.js';
import type { Config } from '../config/schema.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { Logger } from '../log/logger.js';
import { redactSecrets } from '../log/redact.js';

export type MqttLinkDeps = {
  settings: Config['mqtt'];
  logger: Logger;
  /** Topic filters to hold a subscription for. AWS IoT Core takes 50 a connection, 8 a packet. */
  subscriptions: readonly string[];
  onMessage(topic: string, payload: Buffer, isRetained: boolean): void;
  /** The broker has accepted the connection, the first time or again. */
  onUp(): void;
};

const firstReconnectMs = 1000;
const lastReconnectMs = 15_000;
/** A connection that the broker ends this soon after accepting it, again and again, is a policy and not a fault. */
const suspiciouslyShortMs = 3000;
const suspiciousCloses = 4;

export class MqttLink {
  readonly #deps: MqttLinkDeps;
  #client: MqttClient | undefined;
  #url = '';
  #closing: Promise<void> | undefined;
  readonly #inFlight = new Set<number>();
  #failures = 0;
  #shortConnections = 0;
  #upAtMs = 0;
  #lastError = 'not connected yet';

  constructor(deps: MqttLinkDeps) {
    this.#deps = deps;
  }

  get isUp(): boolean {
    return this.#client?.connected === true;
  }

  /** Why the link is down, for `/readyz` and the log. */
  get lastError(): string {
    return this.#lastError;
  }

  /**
   * Begins to connect and keeps at it until `close()`. Does not wait: a gateway serves without its broker.
   *
   * @param url of the broker; user and certificates come from the settings
   */
  start(url: string): void {
    if (this.#client || this.#closing) return;
    const { settings, subscriptions, logger } = this.#deps;
    this.#url = redactSecrets(url);
    const client = connect(url, connectOptions(url, settings));
    this.#client = client;
    client.on('connect', () => {
      // Nagle's algorithm holds small packets back for 40 ms.
      (client.stream as Partial<Socket>).setNoDelay?.(true);
      this.#upAtMs = performance.now();
      this.#failures = 0;
      logger.info({ url: this.#url }, 'connected to the MQTT broker');
      client.subscribe([...subscriptions], { qos: 1 }, (error) => {
        const isLoss = !client.connected || this.#closing !== undefined;
        if (error && !isLoss) logger.warn({ error: error.message }, 'the broker refused a subscription');
      });
      this.#deps.onUp();
    });
    client.on('message', (topic, payload, packet) => this.#deps.onMessage(topic, payload, packet.retain));
    client.on('error', (error) => {
      this.#lastError = error.message;
    });
    // Before mqtt.js's own listener, which arms the next attempt with the period that is set here.
    client.prependListener('close', () => this.#onClose(client));
  }

  /**
   * Publishes with QoS 1 and resolves when the broker has it.
   *
   * @throws GatewayError `broker_unavailable` at once when the broker is away, and when it goes away before it answered:
   *   a command that waits for a broker would come too late to be right
   */
  async publish(topic: string, payload: string): Promise<void> {
    const client = this.#client;
    if (!client?.connected) {
      throw new GatewayError('broker_unavailable', `The MQTT broker cannot be reached: ${this.#lastError}.`);
    }
    const delivered = client.publishAsync(topic, payload, { qos: 1, retain: false });
    const messageId = client.getLastMessageId();
    this.#inFlight.add(messageId);
    try {
      await delivered;
    } catch (cause) {
      throw new GatewayError('broker_unavailable', 'The MQTT broker went away before it took the command.', {
        cause,
      });
    } finally {
      this.#inFlight.delete(messageId);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const client = this.#client;
    if (!client) return;
    await client.endAsync(!client.connected);
  }

  #onClose(client: MqttClient): void {
    // mqtt.js would send unacknowledged commands after the next connect, however old they are by then.
    for (const messageId of this.#inFlight) client.removeOutgoingMessage(messageId);
    if (this.#closing) return;
    this.#noteShortConnection();
    if (this.#failures === 0) {
      this.#deps.logger.warn(
        { url: this.#url, error: this.#lastError },
        'lost the MQTT broker, reconnecting',
      );
    }
    this.#failures += 1;
    const delayMs = Math.min(firstReconnectMs * 2 ** (this.#failures - 1), lastReconnectMs);
    client.options.reconnectPeriod = Math.round(delayMs * (0.8 + 0.4 * Math.random()));
  }

  #noteShortConnection(): void {
    const wasShort = this.#upAtMs > 0 && performance.now() - this.#upAtMs < suspiciouslyShortMs;
    this.#upAtMs = 0;
    this.#shortConnections = wasShort ? this.#shortConnections + 1 : 0;
    if (this.#shortConnections !== suspiciousCloses) return;
    this.#deps.logger.error(
      { clientId: this.#client?.options.clientId },
      'the broker ends the connection right after accepting it: another client with the same clientId, or a policy that forbids one of our topics',
    );
  }
}

function connectOptions(url: string, settings: Config['mqtt']): IClientOptions {
  const isTls = /^(mqtts|wss):/.test(url);
  return {
    protocolVersion: 4,
    clean: true,
    clientId: settings.clientId ?? `rpi-live-camera-gateway-${randomBytes(4).toString('hex')}`,
    keepalive: 30,
    connectTimeout: 10_000,
    reconnectPeriod: firstReconnectMs,
    // Since mqtt.js 5.16 one refused CONNACK would otherwise end the link for good.
    reconnectOnConnackError: true,
    queueQoSZero: false,
    // Each connection subscribes by itself: mqtt.js forgets what was asked for before the first one succeeded.
    resubscribe: false,
    subscribeBatchSize: 8,
    ...(settings.username === null ? {} : { username: settings.username }),
    ...(settings.password === null ? {} : { password: settings.password }),
    ...(isTls && settings.caFile !== null ? { ca: readPem(settings.caFile, 'mqtt.caFile') } : {}),
    ...(isTls && settings.certFile !== null ? { cert: readPem(settings.certFile, 'mqtt.certFile') } : {}),
    ...(isTls && settings.keyFile !== null ? { key: readPem(settings.keyFile, 'mqtt.keyFile') } : {}),
    ...(isTls && settings.alpn !== null ? { ALPNProtocols: [settings.alpn] } : {}),
  } as IClientOptions;
}
