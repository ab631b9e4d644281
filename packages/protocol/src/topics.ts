/** MQTT topic names. A camera's topics hang under one prefix; only `control` may be moved elsewhere. */

/** What a camera id looks like: safe as an MQTT topic level, a path segment and a file name. */
export const cameraIdPattern = /^[A-Za-z0-9_-]{1,64}$/;

/** Prefix of every topic unless the configuration says otherwise. */
export const defaultTopicPrefix = 'cameras';

/** Word in a control-topic template that stands for the camera's id. */
export const cameraIdPlaceholder = '{cameraId}';

export type CameraTopics = {
  /** Gateway → camera, QoS 1, never retained. */
  control: string;
  /** Camera → gateway and the camera's last will, QoS 1, retained where the broker allows it. */
  status: string;
  /** Camera → gateway: replies to commands, QoS 1, never retained. */
  event: string;
};

/**
 * Names the three topics of a camera.
 *
 * @param prefix topic prefix without a trailing slash, such as `cameras` or `acme/site1`
 * @param controlTopic a template (`site/{cameraId}/commands`) or a fixed topic (`CAMERA_CONTROL`) that replaces
 *   `{prefix}/{cameraId}/control`; absent: the standard topic
 */
export function cameraTopics(prefix: string, cameraId: string, controlTopic?: string | null): CameraTopics {
  return {
    control: controlTopic
      ? controlTopic.replaceAll(cameraIdPlaceholder, cameraId)
      : `${prefix}/${cameraId}/control`,
    status: `${prefix}/${cameraId}/status`,
    event: `${prefix}/${cameraId}/event`,
  };
}

/** Filters that match the status and the event topic of every camera under a prefix. */
export function anyCameraTopics(prefix: string): { status: string; event: string } {
  return { status: `${prefix}/+/status`, event: `${prefix}/+/event` };
}

/** Reads which camera a status or event topic belongs to; `undefined` for any other topic. */
export function parseCameraTopic(
  prefix: string,
  topic: string,
): { cameraId: string; kind: 'status' | 'event' } | undefined {
  if (!topic.startsWith(`${prefix}/`)) return undefined;
  const [cameraId, kind, ...rest] = topic.slice(prefix.length + 1).split('/');
  if (cameraId === undefined || rest.length > 0 || !cameraIdPattern.test(cameraId)) return undefined;
  return kind === 'status' || kind === 'event' ? { cameraId, kind } : undefined;
}

/** Whether a control topic reaches one camera by name; a fixed topic implies a camera that knows `action` alone. */
export function isControlTopicPerCamera(controlTopic: string | null | undefined): boolean {
  return !controlTopic || controlTopic.includes(cameraIdPlaceholder);
}
