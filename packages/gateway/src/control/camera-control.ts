/**
 * Speaks to one camera: START, STOP and FORCE_KEYFRAME on its control topic, and knows which run a reply is about.
 * Called by the run keeper. A STOP that the broker could not take is said again when it is back.
 */
import { randomUUID } from 'node:crypto';
import {
  type CameraReply,
  controlActions,
  protocolVersion,
  type StreamOutput,
} from '@rpi-live-camera/protocol';
import type { CameraConfig } from '../config/schema.js';
import type { Logger } from '../log/logger.js';
import type { MqttLink } from './mqtt-link.js';

/** A camera whose clock is right ignores a command that is older than this. */
const commandTtlMs = 10_000;
/** Replies to commands before the last so many are not matched any more. */
const maxRememberedCommands = 32;
/** One FORCE_KEYFRAME a second at most: each costs the camera bits. */
const keyframeIntervalMs = 1000;

export type CameraControlDeps = {
  camera: CameraConfig;
  controlTopic: string;
  link: MqttLink;
  leaseMs: number;
  logger: Logger;
  /** Epoch milliseconds. @default Date.now */
  nowMs?: () => number;
};

export class CameraControl {
  readonly #deps: CameraControlDeps;
  readonly #nowMs: () => number;
  readonly #startedRuns = new Map<string, string>();
  #undeliveredStop: { runId: string; place: 'under way' | 'lost' } | undefined;
  #keyframeAskedAtMs = Number.NEGATIVE_INFINITY;
  #hasToldOfLease = false;

  constructor(deps: CameraControlDeps) {
    this.#deps = deps;
    this.#nowMs = deps.nowMs ?? Date.now;
  }

  /**
   * Begins a run, or renews its lease when the camera already has it.
   *
   * @throws GatewayError `broker_unavailable`
   */
  async start(runId: string, output: StreamOutput): Promise<void> {
    const { camera, leaseMs } = this.#deps;
    this.#undeliveredStop = undefined;
    const id = randomUUID();
    this.#startedRuns.set(id, runId);
    for (const oldest of this.#startedRuns.keys()) {
      if (this.#startedRuns.size <= maxRememberedCommands) break;
      this.#startedRuns.delete(oldest);
    }
    // A lease that nobody renews would end the run.
    const lease = camera.lease ? { leaseMs } : {};
    await this.#send(controlActions.start, { id, runId, ...lease, output, video: camera.video });
  }

  /** Ends a run. When the broker is away the camera's lease ends it, and STOP follows once the broker is back. */
  async stop(runId: string): Promise<void> {
    const stop = { runId, place: 'under way' as 'under way' | 'lost' };
    this.#undeliveredStop = stop;
    try {
      await this.#send(controlActions.stop, { id: randomUUID(), runId });
      if (this.#undeliveredStop === stop) this.#undeliveredStop = undefined;
    } catch (error) {
      stop.place = 'lost';
      const { camera, logger } = this.#deps;
      logger.warn({ cameraId: camera.id, runId, error: String(error) }, 'STOP could not be delivered');
    }
  }

  /**
   * Asks for a keyframe, at most once a second; best effort. A camera without a lease knows START and STOP alone, and may
   * fail at a word that it does not know.
   */
  async forceKeyframe(runId: string): Promise<void> {
    if (!this.#deps.camera.lease) return;
    const nowMs = performance.now();
    if (nowMs - this.#keyframeAskedAtMs < keyframeIntervalMs) return;
    this.#keyframeAskedAtMs = nowMs;
    await this.#send(controlActions.forceKeyframe, { id: randomUUID(), runId }).catch(() => {});
  }

  /** Says STOP again where it could not be said while the broker was away. */
  async onLinkUp(): Promise<void> {
    if (this.#undeliveredStop?.place === 'lost') await this.stop(this.#undeliveredStop.runId);
  }

  /** The run whose START a reply answers; `undefined` for replies to anything else. */
  runOfReply(reply: CameraReply): string | undefined {
    return this.#startedRuns.get(reply.inReplyTo);
  }

  /** @returns what it says of a run that the camera refused or could not begin; `undefined` for all other replies */
  onReply(reply: CameraReply): { runId: string; message: string } | undefined {
    const runId = this.runOfReply(reply);
    if (runId === undefined) return undefined;
    if (reply.status === 'accepted' || reply.status === 'succeeded') {
      this.#tellOfLease();
      return undefined;
    }
    const reason = reply.error ? `${reply.error.message} (${reply.error.code})` : 'it did not say why';
    return { runId, message: `The camera could not start: ${reason}` };
  }

  /** One that answers is no camera that knows `action` alone: it counts a lease, which is not renewed. */
  #tellOfLease(): void {
    const { camera, logger } = this.#deps;
    if (camera.lease || this.#hasToldOfLease) return;
    this.#hasToldOfLease = true;
    const message =
      'the camera answers, so it may count a lease that nobody renews, and stop again and again; set cameras[].lease to true';
    logger.warn({ cameraId: camera.id }, message);
  }

  /** Whether a run was begun here, not long ago. */
  knowsRun(runId: string): boolean {
    return [...this.#startedRuns.values()].includes(runId);
  }

  async #send(
    action: string,
    fields: { id: string; runId: string } & Record<string, unknown>,
  ): Promise<void> {
    const { camera, controlTopic, link, logger } = this.#deps;
    const { id, runId, ...rest } = fields;
    const message = {
      v: protocolVersion,
      action,
      id,
      runId,
      issuedAt: new Date(this.#nowMs()).toISOString(),
      ttlMs: commandTtlMs,
      ...rest,
    };
    await link.publish(controlTopic, JSON.stringify(message));
    logger.debug({ cameraId: camera.id, action, runId }, 'sent a command to the camera');
  }
}
