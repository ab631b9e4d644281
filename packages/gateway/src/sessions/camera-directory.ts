/** What can be said of each configured camera now: from its own word and from the stream that the gateway holds. */
import type { CameraResource } from '@rpi-live-camera/protocol';
import type { CameraConfig } from '../config/schema.js';
import type { CameraRegistry } from '../control/camera-registry.js';
import type { MqttLink } from '../control/mqtt-link.js';
import { GatewayError } from '../errors/gateway-error.js';
import type { GatewayLimits } from '../limits/gateway-limits.js';
import { cameraReport } from './camera-report.js';
import type { CameraStream } from './camera-stream.js';
import type { StreamHub } from './stream-hub.js';

export type CameraDirectoryDeps = {
  cameras: readonly CameraConfig[];
  registry: CameraRegistry;
  hub: StreamHub;
  link: MqttLink;
  /** What may be started at all. @default anything */
  limits?: Pick<GatewayLimits, 'starts' | 'ffmpeg'>;
  /** Whether one of those who hold its stream only records it. @default never */
  isHeldByRecorder?(cameraId: string): boolean;
};

export class CameraDirectory {
  readonly #deps: CameraDirectoryDeps;
  readonly #byId: ReadonlyMap<string, CameraConfig>;

  constructor(deps: CameraDirectoryDeps) {
    this.#deps = deps;
    this.#byId = new Map(deps.cameras.map((camera) => [camera.id, camera]));
  }

  find(cameraId: string): CameraConfig | undefined {
    return this.#byId.get(cameraId);
  }

  /** @throws GatewayError `camera_not_found` */
  get(cameraId: string): CameraConfig {
    const camera = this.find(cameraId);
    if (camera) return camera;
    throw new GatewayError(
      'camera_not_found',
      'There is no camera of this name. Check the "camera" attribute, or add it to "cameras" in the configuration.',
    );
  }

  /**
   * Whether a session can be asked for: a running stream can be joined whatever the broker does, a sleeping camera
   * needs a broker to be woken through, must not have said goodbye, nor rest after failures, nor want one ffmpeg too many.
   *
   * @throws GatewayError `camera_not_found`, `broker_unavailable`, `camera_offline`, `stream_not_ready`
   */
  assertReachable(cameraId: string): void {
    const { ingest } = this.get(cameraId);
    const { hub, link, registry, limits } = this.#deps;
    if (hub.get(cameraId)) return;
    if (!link.isUp) throw withoutBroker(link);
    if (registry.presence(cameraId)?.state === 'offline') {
      throw new GatewayError('camera_offline', 'The camera is switched off or has lost its network.', {
        retryAfterMs: 10_000,
      });
    }
    limits?.starts.assertOver(cameraId);
    if (ingest.protocol === 'srt') limits?.ffmpeg.ingest.assertRoom();
  }

  describe(cameraId: string): CameraResource {
    const camera = this.get(cameraId);
    const stream = this.#deps.hub.get(cameraId);
    const presence = this.#deps.registry.presence(cameraId);
    const ofStream =
      stream && ({ state: stream.isLive ? 'streaming' : 'starting', sinceMs: stream.sinceMs } as const);
    const { state, sinceMs } = ofStream ?? presence ?? { state: 'unknown' as const, sinceMs: 0 };
    return {
      id: camera.id,
      name: camera.name,
      state,
      viewers: this.#countViewers(cameraId, stream),
      since: new Date(sinceMs).toISOString(),
      status: cameraReport(presence?.heard),
    };
  }

  describeAll(): CameraResource[] {
    return this.#deps.cameras.map((camera) => this.describe(camera.id));
  }

  /** Every camera in figures. The word of one that cannot be reached any more does not count. */
  measureAll() {
    const { cameras, hub, registry } = this.#deps;
    return cameras.map(({ id }) => {
      const stream = hub.get(id);
      const presence = registry.presence(id);
      return {
        cameraId: id,
        state: this.describe(id).state,
        viewerCount: this.#countViewers(id, stream),
        isLive: stream?.isLive ?? false,
        pictureViewerCount: stream?.pictures.lookCount ?? 0,
        heldBytes: stream?.live.stats().heldBytes ?? 0,
        waiterCount: stream?.live.stats().waiterCount ?? 0,
        status: presence?.state === 'offline' ? undefined : presence?.heard?.status,
      };
    });
  }

  #countViewers(cameraId: string, stream: CameraStream | undefined): number {
    const claimCount = stream?.claimCount ?? 0;
    return this.#deps.isHeldByRecorder?.(cameraId) ? Math.max(0, claimCount - 1) : claimCount;
  }
}

/** Those who come before the first connection need not wait as long as for a broker that is gone. */
function withoutBroker({ connectionCount, problem }: MqttLink): GatewayError {
  const [detail, retryAfterMs] =
    connectionCount === 0
      ? ['The camera cannot be woken yet: the gateway has no connection to its MQTT broker so far.', 1000]
      : ['The camera cannot be woken: the gateway has lost its MQTT broker.', 5000];
  return new GatewayError('broker_unavailable', detail, { retryAfterMs, details: { problem } });
}
