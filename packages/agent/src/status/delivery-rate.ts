/**
 * From the totals that a capture tells to what leaves the camera a second. Pure: samples in, figures out. Used by
 * `CameraReporter`.
 */
import type { DeliveredVideo } from '@rpi-live-camera/protocol';
import type { CaptureProgress } from '../capture/capture.js';

export type DeliverySample = CaptureProgress & { atMs: number };

/** Figures are those of the last so many milliseconds: steady, and true for what a person sees now. */
export const rateWindowMs = 5000;
/** Less than this says nothing of a rate: the first pictures of a capture come in a burst. */
const minSpanMs = 1000;
/** Captures tell their progress every second at least; one that is silent for longer delivers nothing. */
const silentAfterMs = 1500;
/** Of a capture that tells more often than every 100 ms the oldest samples go, and the window is shorter. */
const maxSamples = 64;

/** Adds a sample and drops those out of the window. Totals that go back are those of another capture, which begins anew. */
export function addSample(
  samples: readonly DeliverySample[],
  sample: DeliverySample,
): readonly DeliverySample[] {
  const last = samples.at(-1);
  if (last && (sample.sentBytes < last.sentBytes || sample.pictures < last.pictures)) return [sample];
  return [...samples.filter(({ atMs }) => sample.atMs - atMs <= rateWindowMs), sample].slice(-maxSamples);
}

/** @returns null while there is too little to tell from */
export function deliveredVideo(samples: readonly DeliverySample[], nowMs: number): DeliveredVideo | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (!first || !last) return null;
  const endMs = nowMs - last.atMs > silentAfterMs ? nowMs : last.atMs;
  const spanSeconds = (endMs - first.atMs) / 1000;
  if (spanSeconds * 1000 < minSpanMs) return null;
  return {
    framesPerSecond: Math.round(((last.pictures - first.pictures) / spanSeconds) * 10) / 10,
    bitsPerSecond: Math.round(((last.sentBytes - first.sentBytes) * 8) / spanSeconds),
    droppedPictures: last.droppedPictures,
  };
}
