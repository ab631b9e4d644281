/** Which init segment a video frame needs. Called by the run packager for each frame. */
import type { AacParameters, H264Parameters, VideoAccessUnit } from '../mpegts/access-unit.js';
import { haveEqualAudio } from './audio-track.js';
import { type InitSegment, writeInitSegment } from './init-segment.js';

export type InitFacts = {
  unit: VideoAccessUnit;
  /** What the newest sound needs; `undefined` while there is none. */
  sound: AacParameters | undefined;
  /** The one in force; `undefined` before the first frame of a run. */
  current: InitSegment | undefined;
};

/**
 * The init segment in force, or a new one where parameters changed at a keyframe.
 *
 * @returns `undefined` for a frame that no init segment fits; a decoder given such a frame may fail for good
 */
export function chooseInit({ unit, sound, current }: InitFacts): InitSegment | undefined {
  const audio = current ? goOnWith(current.parameters.audio, sound) : sound;
  if (current && haveEqualVideo(unit.parameters, current.parameters.video)) {
    if (!unit.isKeyframe || audio === current.parameters.audio) return current;
  } else if (current && !unit.isKeyframe) {
    return undefined;
  }
  return writeInitSegment({ video: unit.parameters, audio });
}

/** A player's source buffer cannot gain or lose a track, so sound that comes too late waits for the next run. */
function goOnWith(
  current: AacParameters | undefined,
  latest: AacParameters | undefined,
): AacParameters | undefined {
  if (!current || !latest || haveEqualAudio(current, latest)) return current;
  return latest;
}

function haveEqualVideo(a: H264Parameters, b: H264Parameters): boolean {
  return a === b || (a.sps.equals(b.sps) && a.pps.equals(b.pps));
}
