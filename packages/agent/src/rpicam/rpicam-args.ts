/** The two command lines of the rpicam capture: the camera program that encodes, and the ffmpeg that pushes. Pure. */
import type { StreamOutput, VideoSettings } from '@rpi-live-camera/protocol';
import { type H264Encoder, toEncodable } from '../ffmpeg/h264-encoder-args.js';
import { mpegtsOutputArgs } from '../ffmpeg/mpegts-output-args.js';

export type RpicamArgsOptions = {
  video: VideoSettings;
  encoder: H264Encoder;
  /** Index as `--list-cameras` counts. */
  camera: number;
  /** Long options that this version knows, without dashes. */
  known: ReadonlySet<string>;
  /** Words of `capture.options`, appended. */
  options: readonly string[];
};

/** MPEG-TS on standard output, for ever. */
export function rpicamArgs({ video, encoder, camera, known, options }: RpicamArgsOptions): string[] {
  const { width, height, framesPerSecond, bitsPerSecond, keyframeIntervalMs } = toEncodable(video);
  const keyframeIntervalFrames = Math.max(1, Math.round((framesPerSecond * keyframeIntervalMs) / 1000));
  return [
    ...['--camera', String(camera), '--nopreview', '--timeout', '0'],
    ...['--width', String(width), '--height', String(height), '--framerate', String(framesPerSecond)],
    ...['--codec', 'libav', '--libav-video-codec', encoder === 'software' ? 'libx264' : 'h264_v4l2m2m'],
    // Baseline keeps every version from making B-frames, also those without the options below.
    ...['--libav-format', 'mpegts', '--profile', 'baseline', '--bitrate', String(bitsPerSecond)],
    ...['--intra', String(keyframeIntervalFrames), '--inline', '--denoise', 'cdn_off'],
    ...(encoder === 'software' ? libx264Args(bitsPerSecond, known) : []),
    ...options,
    ...['--output', '-'],
  ];
}

/**
 * libx264 as rpicam-vid sets it up waits for several pictures, one a thread. `--low-latency` (1.6.0) ends that; before,
 * the same is said in options of the codec, and what is older still keeps the delay.
 */
function libx264Args(bitsPerSecond: number, known: ReadonlySet<string>): string[] {
  const lowLatency = known.has('low-latency');
  const codecOptions = [
    ...(lowLatency ? [] : ['preset=ultrafast', 'tune=zerolatency', 'bf=0', 'thread_type=slice', 'slices=4']),
    `maxrate=${bitsPerSecond}`,
    `bufsize=${Math.ceil(bitsPerSecond / 2)}`,
  ];
  return [
    ...(lowLatency ? ['--low-latency'] : []),
    ...(known.has('libav-video-codec-opts') ? ['--libav-video-codec-opts', codecOptions.join(';')] : []),
  ];
}

export type RpicamPushArgsOptions = { output: StreamOutput; encoder: H264Encoder };

/** ffmpeg's part after the common ones: takes the camera program's MPEG-TS from its standard input and copies it out. */
export function rpicamPushArgs({ output, encoder }: RpicamPushArgsOptions): string[] {
  const passOn = encoder === 'software' ? asItComes : withParameterSets;
  return [
    // The stream is known, so nothing is looked at first: probing costs five seconds before the first picture.
    ...['-probesize', '32', '-analyzeduration', '0', ...passOn.input, '-f', 'mpegts', '-i', 'pipe:0'],
    ...['-map', '0:v:0', '-c', 'copy', ...passOn.output, ...mpegtsOutputArgs(output)],
  ];
}

/**
 * ffmpeg's H.264 parser holds every picture until the next begins. libx264 needs nothing of what it finds out: each PES
 * packet is a picture, and parameter sets stand before each keyframe. Without it the copy costs 0.2 ms instead of 33.
 */
const asItComes = { input: ['-fflags', '+noparse+nofillin'], output: ['-copyinkf'] };

/** The hardware's driver may write parameter sets once only: the parser finds the keyframes that need them. */
const withParameterSets = {
  input: [],
  output: ['-bsf:v', 'extract_extradata,dump_extra=freq=keyframe'],
};
