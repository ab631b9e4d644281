/**
 * The capture `auto`: takes the first camera that this machine has, in a fixed order. It looks ahead of the first START,
 * and again whenever what it found has failed. Never falls back to a test picture: that would look like a camera.
 */
import type { CameraCapture, Capture } from '../capture/capture.js';
import type { Failure } from '../errors/agent-error.js';
import type { Logger } from '../log/logger.js';

export type CaptureCandidate = {
  /** As in `capture.type`. */
  name: string;
  capture: CameraCapture;
};

export type AutoCaptureDeps = {
  /** The first one whose camera is there is taken. */
  candidates: readonly CaptureCandidate[];
  logger: Logger;
};

type Choice = { chosen: CaptureCandidate } | { failure: Failure };

export function createAutoCapture({ candidates, logger }: AutoCaptureDeps): Capture {
  let known: CaptureCandidate | undefined;
  let name = 'auto';
  const choose = async (signal?: AbortSignal): Promise<Choice> => {
    const refusals: string[] = [];
    for (const candidate of known ? [known] : candidates) {
      const refusal = candidate === known ? null : await candidate.capture.whyNot(signal);
      if (refusal === null) {
        if (candidate !== known) logger.info({ capture: candidate.name }, 'camera found');
        known = candidate;
        name = candidate.name;
        return { chosen: candidate };
      }
      refusals.push(`${candidate.name}: ${refusal.message}`);
    }
    const message = `No camera was found. ${refusals.join(' ')} For an IP camera, a file or a test picture set capture.type.`;
    return { failure: { code: 'no_camera', message } };
  };
  return {
    /** That of the camera that was found last. */
    get name() {
      return name;
    },
    async prepare() {
      const choice = await choose();
      if ('chosen' in choice) await choice.chosen.capture.prepare?.();
      else logger.warn({ ...choice.failure }, 'no camera yet');
    },
    async run(request) {
      const choice = await choose(request.signal);
      if (request.signal.aborted) return { reason: 'stopped' };
      if ('failure' in choice) return { reason: 'failed', failure: choice.failure };
      const end = await choice.chosen.capture.run(request);
      if (end.reason === 'failed') known = undefined;
      return end;
    },
  };
}
