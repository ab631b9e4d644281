/** What the gateway makes of messages: nothing that the API, the metrics or the log could not show. */
import * as v from 'valibot';
import type { CameraConfig } from '../../../packages/gateway/src/config/schema.js';
import { CameraRegistry } from '../../../packages/gateway/src/control/camera-registry.js';
import type { MqttLink } from '../../../packages/gateway/src/control/mqtt-link.js';
import type { Logger } from '../../../packages/gateway/src/log/logger.js';
import { createGatewayMetrics } from '../../../packages/gateway/src/metrics/gateway-metrics.js';
import { CameraDirectory } from '../../../packages/gateway/src/sessions/camera-directory.js';
import type { StreamHub } from '../../../packages/gateway/src/sessions/stream-hub.js';
import { CameraListSchema, CameraReplySchema } from '../../../packages/protocol/src/index.js';
import { nastyBytes } from '../nasty-json.js';
import { must } from '../surface.js';
import type { ToGateway } from './mqtt-messages.js';

/** A line of the log, and what the API says of a camera. */
const maxLineBytes = 3000;
const maxResourceBytes = 12_000;
const ids = ['door', 'yard'];

/** Takes the messages one after the other. @throws Broken */
export async function judgeGateway(messages: readonly ToGateway[]): Promise<void> {
  let callCount = 0;
  let lineCount = 0;
  const log = (facts: object, message: string): void => {
    lineCount += 1;
    const bytes = JSON.stringify({ ...facts, message }).length;
    must(bytes <= maxLineBytes, () => `a line of ${bytes} bytes in the log`);
  };
  const logger: Logger = { error: log, warn: log, info: log, debug: log };
  const registry = new CameraRegistry({
    cameraIds: ids,
    topicPrefix: 'cameras',
    logger,
    onReply: (cameraId, reply) => {
      callCount += 1;
      must(ids.includes(cameraId), () => `a reply of ${cameraId}`);
      v.parse(CameraReplySchema, reply);
    },
    onStatus: () => {},
    onIdle: () => {
      callCount += 1;
    },
    onOffline: () => {
      callCount += 1;
    },
    now: () => Date.UTC(2026, 10, 21),
  });
  const directory = new CameraDirectory({
    cameras: ids.map((id) => ({ id, name: id })) as CameraConfig[],
    registry,
    hub: { get: () => undefined } as unknown as StreamHub,
    link: { isUp: true } as MqttLink,
  });
  const metrics = createGatewayMetrics({
    cameraIds: ids,
    runEndReasons: [],
    cameras: () => directory.measureAll(),
    sessions: () => [],
    recordings: () => ({ stored: { count: 0, byteLength: 0 }, recorders: [], timeShifts: [] }),
    link: { isUp: true, connectionCount: 1 },
    peerCount: () => 0,
    ffmpegs: {},
  });
  try {
    for (const { topic, json } of messages) {
      const before = { callCount, lineCount, text: JSON.stringify(directory.describeAll()) };
      registry.receive(topic, nastyBytes(json));
      must(callCount <= before.callCount + 1, () => `${callCount - before.callCount} calls for one message`);
      must(lineCount <= before.lineCount + 1, () => `${lineCount - before.lineCount} lines for one message`);
      const text = JSON.stringify(directory.describeAll());
      must(text.length <= ids.length * maxResourceBytes, () => `${text.length} characters for two cameras`);
      v.parse(CameraListSchema, { cameras: JSON.parse(text) });
      const isCamera = /^cameras\/(door|yard)\/status$/.test(topic);
      must(isCamera || text === before.text, () => `a message to ${topic} changed a camera`);
    }
    const lines = (await metrics.registry.metrics()).split('\n');
    for (const line of lines)
      must(/^(#.*|[a-z_]+(\{.*\})? -?[\d.e+-]+|)$/.test(line), () => `metric: ${line}`);
  } finally {
    registry.close();
  }
}
