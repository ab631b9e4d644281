/** Access units made without an encoder, for tests of what lies behind the demuxer. No decoder would show them. */
import {
  type AacParameters,
  type AudioAccessUnit,
  type H264Parameters,
  mpegTimescale,
  type VideoAccessUnit,
} from '../mpegts/access-unit.js';

export const syntheticVideo: H264Parameters = {
  sps: Buffer.from('6742c01eda0280f684000003000400000300f03c58ba80', 'hex'),
  pps: Buffer.from('68ce0fc8', 'hex'),
  codec: 'avc1.42c01e',
  width: 640,
  height: 480,
  framesPerSecond: 30,
};

/** Mono at 48 kHz: a frame lasts 1,920 ticks. */
export const syntheticAudio: AacParameters = {
  audioSpecificConfig: Buffer.from([0x11, 0x88]),
  codec: 'mp4a.40.2',
  samplesPerSecond: 48_000,
  channelCount: 1,
};

export type PictureOptions = {
  dtsTicks: number;
  isKeyframe?: boolean;
  ptsTicks?: number;
  parameters?: H264Parameters;
  byteLength?: number;
};

export function picture({
  dtsTicks,
  isKeyframe = false,
  ptsTicks = dtsTicks,
  parameters = syntheticVideo,
  byteLength = 100,
}: PictureOptions): VideoAccessUnit {
  const nalUnit = Buffer.alloc(byteLength, 0xaa);
  nalUnit[0] = isKeyframe ? 0x65 : 0x41;
  return { kind: 'video', nalUnits: [nalUnit], dtsTicks, ptsTicks, isKeyframe, parameters };
}

export function sound(ptsTicks: number, parameters: AacParameters = syntheticAudio): AudioAccessUnit {
  return { kind: 'audio', data: Buffer.alloc(20, 0x21), ptsTicks, parameters };
}

export type PicturesOptions = {
  framesPerSecond: number;
  frameCount: number;
  /** Frames from one keyframe to the next. */
  keyframeInterval: number;
  /** @default 900,000 */
  startTicks?: number;
  /** Added to the time of each frame. */
  jitterTicks?(index: number): number;
  parameters?: H264Parameters;
};

/** The pictures of a camera with a fixed frame rate. */
export function pictures({
  framesPerSecond,
  frameCount,
  keyframeInterval,
  startTicks = 10 * mpegTimescale,
  jitterTicks = () => 0,
  parameters = { ...syntheticVideo, framesPerSecond },
}: PicturesOptions): VideoAccessUnit[] {
  return Array.from({ length: frameCount }, (_, index) => {
    const idealTicks = startTicks + (index * mpegTimescale) / framesPerSecond;
    const dtsTicks = Math.round(idealTicks + jitterTicks(index));
    return picture({ dtsTicks, isKeyframe: index % keyframeInterval === 0, parameters });
  });
}
