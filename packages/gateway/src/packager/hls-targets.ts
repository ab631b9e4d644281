/**
 * The durations that a stream promises its players. RFC 8216bis §6.2.1 lets none of them change while it lasts, so they
 * are chosen once, before the first playlist. Used by the live stream, the segmenter and the playlist.
 */
import type { VideoSettings } from '@rpi-live-camera/protocol';
import { mpegTimescale } from '../mpegts/access-unit.js';

/** What the configuration says of HLS. */
export type HlsSettings = {
  /** Shortest segment; it is cut at the next keyframe. */
  segmentMs: number;
  /** Longest part. Shorter means less delay and more requests. */
  partMs: number;
  /** How much video is listed. */
  windowMs: number;
};

export type HlsTargets = {
  /** From this on a segment ends at the next keyframe. */
  segmentTicks: number;
  /** EXT-X-TARGETDURATION, in whole seconds as the playlist has it. */
  targetDurationSeconds: number;
  /** PART-TARGET: no part is longer. */
  partTargetTicks: number;
};

/** Leaves a camera room to place its keyframes less regularly than it was told. */
const minTargetDurationSeconds = 2;
/** With one frame a part, a lost frame could never be made up for without some room above it. */
const loneFrameShare = 0.88;

/** The target duration holds as many keyframe intervals as the shortest segment needs. */
export function chooseTargetDuration(
  hls: Pick<HlsSettings, 'segmentMs'>,
  video: Pick<VideoSettings, 'keyframeIntervalMs'>,
): number {
  const intervalCount = Math.ceil(hls.segmentMs / video.keyframeIntervalMs);
  return Math.max(minTargetDurationSeconds, Math.ceil((intervalCount * video.keyframeIntervalMs) / 1000));
}

/**
 * The longest part of whole frames within `partMs`, so that the parts of a steady camera are all alike; one frame where
 * a frame lasts longer than that.
 *
 * @param frameTicks duration of one frame; may be fractional
 */
export function choosePartTarget(hls: Pick<HlsSettings, 'partMs'>, frameTicks: number): number {
  const wantedTicks = (hls.partMs * mpegTimescale) / 1000;
  const roundingTicks = 0.5;
  const frameCount = Math.floor((wantedTicks + roundingTicks) / frameTicks);
  return frameCount >= 2 ? Math.ceil(frameCount * frameTicks) : Math.ceil(frameTicks / loneFrameShare);
}

export function chooseTargets(
  hls: HlsSettings,
  video: Pick<VideoSettings, 'keyframeIntervalMs'>,
  frameTicks: number,
): HlsTargets {
  return {
    segmentTicks: (hls.segmentMs * mpegTimescale) / 1000,
    targetDurationSeconds: chooseTargetDuration(hls, video),
    partTargetTicks: choosePartTarget(hls, frameTicks),
  };
}
