/** Listens on a topic and keeps what it hears: a camera that is there and does nothing. */
import { connectAsync } from 'mqtt';

export type MqttRecorder = {
  /** Messages so far as JSON values, oldest first. */
  messages: readonly Record<string, unknown>[];
  actions(): string[];
  close(): Promise<void>;
};

export async function recordMessages(url: string, topic: string): Promise<MqttRecorder> {
  const client = await connectAsync(url, { protocolVersion: 4 });
  const messages: Record<string, unknown>[] = [];
  client.on('message', (_topic, payload) => {
    messages.push(JSON.parse(payload.toString()) as Record<string, unknown>);
  });
  await client.subscribeAsync(topic, { qos: 1 });
  return {
    messages,
    actions: () => messages.map(({ action }) => String(action)),
    close: () => client.endAsync(true),
  };
}
