/**
 * Ends what an earlier life of this gateway has left running: after a crash nobody else would tell a camera to stop before
 * its lease runs out, and one without a lease never. Made by the composition root, told by registry and link.
 */
import { randomUUID } from 'node:crypto';
import type { CameraStatus } from '@rpi-live-camera/protocol';
import type { CameraConfig } from '../config/schema.js';
import type { Logger } from '../log/logger.js';
import type { CameraControl } from './camera-control.js';
import type { RunNames } from './run-names.js';

export type DeadRunsDeps = {
  cameras: readonly CameraConfig[];
  controls: ReadonlyMap<string, Pick<CameraControl, 'stop' | 'knowsRun'>>;
  names: RunNames;
  /** Where a camera has a stream somebody watches: the START of its run takes the place of any other. */
  hub: { get(cameraId: string): object | undefined };
  logger: Logger;
};

/** A status may come more than once: retained, and for each subscription that it matches. */
const repeatAfterMs = 10_000;

export class DeadRuns {
  readonly #deps: DeadRunsDeps;
  /** Cameras that have said something, with when each was last told to stop here. */
  readonly #heard = new Map<string, number>();
  #wasUp = false;

  constructor(deps: DeadRunsDeps) {
    this.#deps = deps;
  }

  /**
   * The broker can be reached. The first time every camera without a lease that nobody watches is told to stop: it may
   * stream, and most such cameras do not say so.
   */
  onLinkUp(): void {
    if (this.#wasUp) return;
    this.#wasUp = true;
    const { cameras, controls, hub } = this.#deps;
    for (const { id, lease } of cameras)
      if (!lease && !hub.get(id)) void controls.get(id)?.stop(randomUUID());
  }

  /**
   * A camera has said what it does. STOP goes to one that streams for a run of this gateway's earlier lives, and with the
   * first that is heard of a camera, for a run of which nobody can tell whose it was. Another gateway's is left alone.
   */
  onStatus(cameraId: string, { state, runId }: CameraStatus): void {
    const stoppedAtMs = this.#heard.get(cameraId);
    const isFirst = stoppedAtMs === undefined;
    if (isFirst) this.#heard.set(cameraId, Number.NEGATIVE_INFINITY);
    if (state !== 'streaming' && state !== 'starting') return;
    const { controls, names, hub, logger } = this.#deps;
    const control = controls.get(cameraId);
    if (!control || hub.get(cameraId) || (runId && control.knowsRun(runId))) return;
    const origin = runId ? names.originOf(runId) : 'unknown';
    if (origin === 'other gateway' || (origin === 'unknown' && !isFirst)) return;
    const nowMs = performance.now();
    if (stoppedAtMs !== undefined && nowMs - stoppedAtMs < repeatAfterMs) return;
    this.#heard.set(cameraId, nowMs);
    logger.warn(
      { cameraId, runId },
      'the camera streams for a run that has died with its gateway; it is stopped',
    );
    void control.stop(runId ?? randomUUID());
  }
}
