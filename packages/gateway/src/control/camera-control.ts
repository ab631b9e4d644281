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
  /** @default Date.now */
  now?: () => number;
};

export class CameraControl {
  readonly #deps: CameraControlDeps;
  readonly #now: () => number;
  readonly #startedRuns = new Map<string, string>();
  #undeliveredStop: string | undefined;
  #keyframeAskedAtMs = Number.NEGATIVE_INFINITY;

  constructor(deps: CameraControlDeps) {
    this.#deps = deps;
    this.#now = deps.now ?? Date.now;
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
    this.#undeliveredStop = runId;
    try {
      await this.#send(controlActions.stop, { id: randomUUID(), runId });
      if (this.#undeliveredStop === runId) this.#undeliveredStop = undefined;
    } catch (error) {
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
    const now = this.#now();
    if (now - this.#keyframeAskedAtMs < keyframeIntervalMs) return;
    this.#keyframeAskedAtMs = now;
    await this.#send(controlActions.forceKeyframe, { id: randomUUID(), runId }).catch(() => {});
  }

  /** Says STOP again where it could not be said while the broker was away. */
  async onLinkUp(): Promise<void> {
    if (this.#undeliveredStop !== undefined) await this.stop(this.#undeliveredStop);
  }

  /** The run whose START a reply answers; `undefined` for replies to anything else. */
  runOfReply(reply: CameraReply): string | undefined {
    return this.#startedRuns.get(reply.inReplyTo);
  }

  /** What a reply says of a run that the camera refused or could not begin; `undefined` for all others. */
  refusalIn(reply: CameraReply): { runId: string; message: string } | undefined {
    const runId = this.runOfReply(reply);
    if (runId === undefined || reply.status === 'accepted' || reply.status === 'succeeded') return undefined;
    const reason = reply.error ? `${reply.error.message} (${reply.error.code})` : 'it did not say why';
    return { runId, message: `The camera could not start: ${reason}` };
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
      issuedAt: new Date(this.#now()).toISOString(),
      ttlMs: commandTtlMs,
      ...rest,
    };
    await link.publish(controlTopic, JSON.stringify(message));
    logger.debug({ cameraId: camera.id, action, runId }, 'sent a command to the camera');
  }
}
