/** The ffmpeg command line for a USB camera. Pure. */
import type { StreamOutput, VideoSettings } from '@rpi-live-camera/protocol';
import { aacEncoderArgs } from '../ffmpeg/aac-encoder-args.js';
import { type H264Encoder, h264EncoderArgs } from '../ffmpeg/h264-encoder-args.js';
import { mpegtsOutputArgs, repeatedParameterSets } from '../ffmpeg/mpegts-output-args.js';
import type { ChosenFormat } from './v4l2-formats.js';

export type V4l2ArgsOptions = {
  device: string;
  format: ChosenFormat;
  video: VideoSettings;
  /** For formats other than `h264`, which is passed on. */
  encoder: H264Encoder;
  audioDevice: string | null;
  /** Further words for the input of the camera; they win over those given here. */
  options: readonly string[];
  output: StreamOutput;
};

export function v4l2Args(wanted: V4l2ArgsOptions): string[] {
  const { device, format, video, encoder, audioDevice, options, output } = wanted;
  return [
    ...['-thread_queue_size', '64', '-f', 'v4l2', '-input_format', format.name],
    // The driver knows what it gives, so a short look will do.
    ...['-analyzeduration', '500000'],
    // The driver takes the nearest rate that it has.
    ...['-video_size', `${format.width}x${format.height}`, '-framerate', String(video.framesPerSecond)],
    ...[...options, '-i', device],
    ...(audioDevice === null ? [] : ['-thread_queue_size', '512', '-f', 'alsa', '-i', audioDevice]),
    ...['-map', '0:v:0', ...(audioDevice === null ? [] : ['-map', '1:a:0'])],
    ...(format.name === 'h264'
      ? ['-c:v', 'copy', '-bsf:v', repeatedParameterSets]
      : h264EncoderArgs(encoder, video, 'as filmed')),
    ...(audioDevice === null ? [] : aacEncoderArgs),
    ...mpegtsOutputArgs(output),
  ];
}
