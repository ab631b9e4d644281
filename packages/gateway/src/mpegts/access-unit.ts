/**
 * What leaves the demuxer and enters the packager: one coded picture, or one AAC frame, with its times. Times are ticks
 * of the 90 kHz MPEG clock (ISO 13818-1 §2.4.3.6), unwrapped: they never jump back by 2^33, but may start anywhere and
 * may step where the camera's clock steps.
 */
import type { AacParameters } from '../codec/adts-header.js';
import type { H264Parameters } from '../codec/h264-parameters.js';

export type { AacParameters, H264Parameters };

/** Ticks per second of every time in an access unit. */
export const mpegTimescale = 90_000;

export type VideoAccessUnit = {
  kind: 'video';
  /** NAL units without start codes; parameter sets, access unit delimiters and filler are left out. */
  nalUnits: Buffer[];
  ptsTicks: number;
  /** Never later than `ptsTicks`. */
  dtsTicks: number;
  /** An IDR picture: decoding can start here. */
  isKeyframe: boolean;
  /** Parameter sets in force for this picture. The same object as long as they do not change, which they do only at a keyframe. */
  parameters: H264Parameters;
};

export type AudioAccessUnit = {
  kind: 'audio';
  /** One raw AAC frame, ADTS header removed; always 1,024 samples a channel. */
  data: Buffer;
  ptsTicks: number;
  parameters: AacParameters;
};

export type AccessUnit = VideoAccessUnit | AudioAccessUnit;
