/** ffmpeg's options for encoding H.264 that is watched live: no B-frames, nothing held back, everything explicit. Pure. */
import type { VideoSettings } from '@rpi-live-camera/protocol';
import type { Board } from '../board/board.js';
import { repeatedParameterSets } from './mpegts-output-args.js';

/** By software (libx264) or by the hardware of a Pi up to 4. */
export type H264Encoder = Board['h264Encoder'];

/** What the setting `capture.encoder` means on this board. */
export function chooseEncoder(setting: 'auto' | 'hardware' | 'software', board: Board): H264Encoder {
  if (setting === 'auto') return board.h264Encoder;
  return setting === 'hardware' ? 'v4l2m2m' : 'software';
}

/**
 * `pace`: `constant` repeats or leaves out pictures to meet `framesPerSecond`; `as filmed` takes every picture when it
 * comes, from a camera that keeps its own time, and places keyframes by time instead of by count.
 */
export function h264EncoderArgs(
  encoder: H264Encoder,
  video: VideoSettings,
  pace: 'constant' | 'as filmed' = 'constant',
): string[] {
  const { framesPerSecond, bitsPerSecond, keyframeIntervalMs } = toEncodable(video);
  const keyframeIntervalFrames = Math.max(1, Math.round((framesPerSecond * keyframeIntervalMs) / 1000));
  const paced =
    pace === 'constant'
      ? ['-r', String(framesPerSecond)]
      : ['-force_key_frames', `expr:gte(t,n_forced*${keyframeIntervalMs / 1000})`];
  const rate = [
    ...[...paced, '-g', String(keyframeIntervalFrames), '-bf', '0'],
    ...['-b:v', String(bitsPerSecond), '-maxrate', String(bitsPerSecond)],
    ...['-bufsize', String(Math.ceil(bitsPerSecond / 2))],
  ];
  if (encoder === 'v4l2m2m') {
    return ['-c:v', 'h264_v4l2m2m', '-pix_fmt', 'yuv420p', ...rate, '-bsf:v', repeatedParameterSets];
  }
  return [
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
    // One slice a picture and no frame threads: cheapest, and no picture waits for another.
    ...['-pix_fmt', 'yuv420p', '-threads', '1', '-sc_threshold', '0', '-x264-params', 'repeat-headers=1'],
    ...['-keyint_min', String(keyframeIntervalFrames), ...rate],
  ];
}

/** 4:2:0 needs even sides; the bounds are what encoders take and what pictures are worth. */
export function toEncodable(video: VideoSettings): VideoSettings {
  const even = (pixels: number, min: number, max: number) => Math.min(Math.max(pixels & ~1, min), max);
  return {
    ...video,
    width: even(video.width, 160, 3840),
    height: even(video.height, 120, 2160),
    framesPerSecond: Math.min(video.framesPerSecond, 120),
    bitsPerSecond: Math.min(Math.max(video.bitsPerSecond, 50_000), 50_000_000),
  };
}
