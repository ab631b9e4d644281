/**
 * Goes to the broker once, as the agent would, and says what is wrong there: may it connect, listen to its control topic,
 * publish its status and its replies? For `init` and `doctor`. A client of the same id is cut off by it, so it is not for
 * a broker that the agent of this camera is connected to.
 */
import { randomUUID } from 'node:crypto';
import { cameraTopics, explainBrokerError, protocolVersion } from '@rpi-live-camera/protocol';
import { connect, type MqttClient } from 'mqtt';
import { agentName } from '../agent.js';
import type { AgentConfig } from '../config/agent-config.js';
import { readMqttCredentials } from '../control/mqtt-credentials.js';
import { AgentError } from '../errors/agent-error.js';
import type { Logger } from '../log/logger.js';
import { redact } from '../log/redact.js';
import { lastWill } from '../status/camera-reporter.js';

export type BrokerTrial = { outcome: 'ok' } | { outcome: 'failed'; message: string };

export type TryBrokerOptions = {
  config: Pick<AgentConfig, 'cameraId' | 'mqtt'>;
  /** Is told of a key file that everybody may read. */
  logger: Logger;
  /** For each step: the connection, the subscription, each publish. @default 10000 */
  timeoutMs?: number;
};

const defaultTimeoutMs = 10_000;

/** Never rejects. What it publishes is true: an `offline` status, and a reply to nothing. */
export async function tryBroker({
  config: { cameraId, mqtt },
  logger,
  timeoutMs = defaultTimeoutMs,
}: TryBrokerOptions): Promise<BrokerTrial> {
  const clientId = mqtt.clientId ?? cameraId;
  const topics = cameraTopics(mqtt.topicPrefix, cameraId, mqtt.controlTopic);
  const offline = lastWill({ connectionId: randomUUID(), agent: agentName });
  const retain = mqtt.retainStatus;
  let client: MqttClient;
  try {
    client = connect(mqtt.url, {
      ...readMqttCredentials(mqtt, logger),
      clientId,
      protocolVersion: 4,
      clean: true,
      keepalive: 30,
      reconnectPeriod: 0,
      connectTimeout: timeoutMs,
      will: { topic: topics.status, payload: Buffer.from(offline), qos: 1, retain },
    });
  } catch (error) {
    if (!(error instanceof AgentError)) throw error;
    return { outcome: 'failed', message: error.message };
  }
  try {
    const refusal = await waitForConnection(client);
    if (refusal) return failed(explainBrokerError(refusal.error, { ...mqtt, clientId }).message);
    const reply = JSON.stringify({ v: protocolVersion, inReplyTo: randomUUID(), status: 'succeeded' });
    const steps: [what: string, act: () => Promise<unknown>][] = [
      [`listen to ${topics.control}`, () => client.subscribeAsync(topics.control, { qos: 1 })],
      [
        `publish ${retain ? 'retained ' : ''}to ${topics.status}`,
        () => client.publishAsync(topics.status, offline, { qos: 1, retain }),
      ],
      [`publish to ${topics.event}`, () => client.publishAsync(topics.event, reply, { qos: 1 })],
    ];
    for (const [what, act] of steps) {
      const why = await answerOf(client, act, timeoutMs);
      if (why !== null)
        return failed(
          `${why} when this camera tried to ${what}: allow that to ${nameOf(mqtt, clientId)} there`,
        );
    }
    return { outcome: 'ok' };
  } finally {
    await client.endAsync(true).catch(() => {});
  }
}

function failed(message: string): BrokerTrial {
  return { outcome: 'failed', message: redact(message) };
}

function nameOf({ username }: AgentConfig['mqtt'], clientId: string): string {
  return username === null ? `the client "${clientId}"` : `the user "${username.split('?')[0]}"`;
}

/** @returns null when connected, else what the broker or the network said */
function waitForConnection(client: MqttClient): Promise<{ error: unknown } | null> {
  return new Promise((resolve) => {
    let error: unknown;
    client.once('connect', () => resolve(null));
    client.on('error', (said) => {
      error ??= said;
    });
    client.once('close', () => resolve({ error }));
  });
}

/** @returns null when the broker took it, else what it did instead */
async function answerOf(
  client: MqttClient,
  act: () => Promise<unknown>,
  timeoutMs: number,
): Promise<string | null> {
  let closed = () => {};
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<string>((resolve) => {
    closed = () => resolve('the broker closed the connection');
    client.once('close', closed);
    timer = setTimeout(() => resolve(`the broker did not answer for ${timeoutMs} ms`), timeoutMs);
  });
  const taken = act().then(
    () => null,
    // An end of the connection fails the action, too, and says it better.
    (error: Error) => (client.connected ? `the broker refused (${error.message})` : end),
  );
  const answer = await Promise.race([taken, end]);
  clearTimeout(timer);
  client.off('close', closed);
  return answer;
}
