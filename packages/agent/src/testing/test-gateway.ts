/** The other end of the agent's topics: a real MQTT client that commands a camera and hears what it says. */
import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { type CameraReply, type CameraStatus, cameraTopics } from '@rpi-live-camera/protocol';
import { connectAsync, type MqttClient } from 'mqtt';
import { within } from './within.js';

const deadlineMs = 8000;

export class TestGateway {
  readonly statuses: CameraStatus[] = [];
  readonly replies: CameraReply[] = [];
  readonly #client: MqttClient;
  readonly #topics;
  readonly #heard = new EventEmitter();

  private constructor(client: MqttClient, cameraId: string, controlTopic?: string) {
    this.#client = client;
    this.#topics = cameraTopics('cameras', cameraId, controlTopic);
    client.on('message', (topic, payload) => {
      const message = JSON.parse(payload.toString());
      if (topic === this.#topics.status) this.statuses.push(message);
      else this.replies.push(message);
      this.#heard.emit('message');
    });
  }

  static async connect(url: string, cameraId: string, controlTopic?: string): Promise<TestGateway> {
    const client = await connectAsync(url, { reconnectPeriod: 100, reconnectOnConnackError: true });
    const gateway = new TestGateway(client, cameraId, controlTopic);
    await client.subscribeAsync([gateway.#topics.status, gateway.#topics.event], { qos: 1 });
    return gateway;
  }

  /** Sends a command and returns its `id`. */
  async send(
    command: Record<string, unknown>,
    { retain = false }: { retain?: boolean } = {},
  ): Promise<string> {
    const message = { v: 1, id: randomUUID(), ...command };
    await this.#client.publishAsync(this.#topics.control, JSON.stringify(message), { qos: 1, retain });
    return message.id;
  }

  /** The newest status that fits, waiting for it if need be. */
  async status(what: string, fits: (status: CameraStatus) => boolean): Promise<CameraStatus> {
    return this.#wait(`status: ${what}`, () => this.statuses.findLast(fits));
  }

  /** The last status is in this state, waiting for it if need be. */
  async state(state: CameraStatus['state']): Promise<CameraStatus> {
    return this.#wait(`state ${state}`, () =>
      [this.statuses.at(-1)].find((status) => status?.state === state),
    );
  }

  async reply(id: string, status: CameraReply['status']): Promise<CameraReply> {
    return this.#wait(`reply ${status}`, () =>
      this.replies.find((reply) => reply.inReplyTo === id && reply.status === status),
    );
  }

  async close(): Promise<void> {
    await this.#client.endAsync(true);
  }

  async #wait<T>(what: string, find: () => T | undefined): Promise<T> {
    const abort = new AbortController();
    const search = async (): Promise<T> => {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        await once(this.#heard, 'message', { signal: abort.signal });
      }
    };
    const searching = search();
    searching.catch(() => {});
    try {
      return await within(searching, deadlineMs, `${what}; heard ${JSON.stringify(this.statuses.at(-1))}`);
    } finally {
      abort.abort();
    }
  }
}
