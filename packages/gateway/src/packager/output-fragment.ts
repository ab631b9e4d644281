/** Makes the fragment of a picture, or of sound alone, with what is told of it. Called by the run packager. */
import type { VideoAccessUnit } from '../mpegts/access-unit.js';
import { type AudioSamples, writeFragment } from './fragment.js';
import type { Fragment } from './media-output.js';
import { writeReferenceTime } from './reference-time.js';

export type PlacedPicture = {
  unit: VideoAccessUnit;
  /** `mfhd` sequence number. */
  sequence: number;
  /** Sound that came since the last picture. */
  audio: AudioSamples | undefined;
  /** On the output clock. */
  decodeTicks: number;
  durationTicks: number;
  /** Epoch milliseconds. */
  takenAtMs: number;
};

export function writePictureFragment(placed: PlacedPicture): Fragment {
  const { unit, sequence, audio, decodeTicks, durationTicks, takenAtMs } = placed;
  const { nalUnits, isKeyframe, ptsTicks, dtsTicks } = unit;
  const compositionOffsetTicks = Math.max(0, ptsTicks - dtsTicks);
  const video = { nalUnits, decodeTicks, durationTicks, compositionOffsetTicks, isKeyframe };
  const { bytes, videoSample } = writeFragment({ sequence, video, audio });
  return {
    bytes,
    durationTicks,
    isKeyframe,
    picture: { nalUnits: videoSample, presentationTicks: decodeTicks + compositionOffsetTicks, takenAtMs },
    // Once a group of pictures is often enough: the times between follow from the media.
    referenceTime: isKeyframe ? writeReferenceTime({ decodeTicks, atMs: takenAtMs }) : undefined,
  };
}

export function writeSoundFragment({ sequence, audio }: { sequence: number; audio: AudioSamples }): Fragment {
  const { bytes } = writeFragment({ sequence, video: undefined, audio });
  return { bytes, durationTicks: 0, isKeyframe: false, picture: undefined, referenceTime: undefined };
}
