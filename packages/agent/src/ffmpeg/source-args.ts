/**
 * ffmpeg's options for a source that is encoded already, a file or an IP camera: what browsers can show is passed on as
 * it is, the rest is encoded. Pure.
 */
import type { VideoSettings } from '@rpi-live-camera/protocol';
import { aacEncoderArgs } from './aac-encoder-args.js';
import { type H264Encoder, h264EncoderArgs, toEncodable } from './h264-encoder-args.js';
import type { MediaFacts, VideoFacts } from './probe-media.js';

export type SourceArgsOptions = {
  video: VideoFacts;
  audio: MediaFacts['audio'];
  /** Picture wanted, where it has to be encoded. */
  wanted: VideoSettings;
  encoder: H264Encoder;
};

/** What keeps a video from being passed on as it is, as the rest of "it has …"; null when nothing does. */
export function obstacleTo({ codec, hasBFrames, isPlain420 }: VideoFacts): string | null {
  if (codec !== 'h264') return `${nameOf(codec)} instead of H.264`;
  if (hasBFrames) return 'B-frames';
  return isPlain420 ? null : 'colours other than 4:2:0 with 8 bits';
}

/** The muxer of MPEG-TS puts the parameter sets before every keyframe that comes without them. */
export function sourceArgs(options: SourceArgsOptions): string[] {
  const { video, audio } = options;
  const sound = audio?.codec === 'aac' ? ['-c:a', 'copy'] : aacEncoderArgs;
  return [
    ...['-map', '0:v:0', ...(audio ? ['-map', '0:a:0'] : [])],
    ...(obstacleTo(video) ? encodedVideoArgs(options) : ['-c:v', 'copy']),
    ...(audio ? sound : []),
  ];
}

/** Fits the picture into the one wanted, keeping its proportions and never making it larger or faster. */
function encodedVideoArgs({ video, wanted, encoder }: SourceArgsOptions): string[] {
  const { width, height, framesPerSecond } = toEncodable(wanted);
  const filters = [
    `scale=w='min(iw,${width})':h='min(ih,${height})':force_original_aspect_ratio=decrease:force_divisible_by=2`,
  ];
  if (video.framesPerSecond > framesPerSecond) filters.push(`fps=${framesPerSecond}`);
  return ['-vf', filters.join(','), ...h264EncoderArgs(encoder, wanted, 'as filmed')];
}

function nameOf(codec: string): string {
  const names: Record<string, string> = { hevc: 'H.265', mjpeg: 'Motion JPEG', mpeg4: 'MPEG-4 Part 2' };
  return names[codec] ?? codec;
}
