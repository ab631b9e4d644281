/**
 * What leaves the demuxer and enters the packager: one coded picture, or one AAC frame, with its times. Times are ticks
 * of the 90 kHz MPEG clock (ISO 13818-1 §2.4.3.6), unwrapped: they never jump back by 2^33, but may start anywhere and
 * may step where the camera's clock steps.
 */

/** Ticks per second of every time in an access unit. */
export const mpegTimescale = 90_000;

export type VideoAccessUnit = {
  kind: 'video';
  /** NAL units without start codes; parameter sets, access unit delimiters and filler are left out. */
  nalUnits: Buffer[];
  ptsTicks: number;
  dtsTicks: number;
  /** An IDR picture: decoding can start here. */
  isKeyframe: boolean;
  /** Parameter sets in force for this picture. The same object as long as they do not change. */
  parameters: H264Parameters;
};

/** One sequence and one picture parameter set and what was read of them (ITU-T H.264 §7.3.2.1). */
export type H264Parameters = {
  sps: Buffer;
  pps: Buffer;
  /** RFC 6381, such as `avc1.42c01e`. */
  codec: string;
  /** After cropping, in pixels. */
  width: number;
  height: number;
  /** From VUI timing where it is present and fixed; else `undefined`. */
  framesPerSecond: number | undefined;
};

export type AudioAccessUnit = {
  kind: 'audio';
  /** One raw AAC frame, ADTS header removed; always 1,024 samples a channel. */
  data: Buffer;
  ptsTicks: number;
  parameters: AacParameters;
};

/** What an ADTS header says (ISO 14496-3 §1.A.2.2). The same object as long as it does not change. */
export type AacParameters = {
  /** AudioSpecificConfig for the `esds` box. */
  audioSpecificConfig: Buffer;
  /** RFC 6381, such as `mp4a.40.2`. */
  codec: string;
  samplesPerSecond: number;
  channelCount: number;
};

export type AccessUnit = VideoAccessUnit | AudioAccessUnit;
