/** The ffmpeg command line of the test picture: settings made acceptable, encoder, muxer, output. Pure. */
import type { StreamOutput, VideoSettings } from '@rpi-live-camera/protocol';
import { type TestPictureFonts, testPictureGraph } from './test-picture-graph.js';

export type TestPictureArgsOptions = {
  output: StreamOutput;
  video: VideoSettings;
  label: string;
  fonts: TestPictureFonts | null;
  sound: 'beep' | 'none';
};

/** How often ffmpeg tells its progress on stdout: soon enough to notice that the first bytes have left. */
export const progressIntervalMs = 100;

export function testPictureArgs({ output, video, label, fonts, sound }: TestPictureArgsOptions): string[] {
  const drawn = toDrawable(video);
  const keyframeIntervalFrames = Math.max(
    1,
    Math.round((drawn.framesPerSecond * drawn.keyframeIntervalMs) / 1000),
  );
  const graph = testPictureGraph({ video: drawn, label: toDrawableText(label), fonts, sound });
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'warning'],
    ...['-progress', 'pipe:1', '-stats_period', String(progressIntervalMs / 1000)],
    ...['-filter_complex', graph, '-map', '[v]', ...(sound === 'beep' ? ['-map', '[a]'] : [])],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-profile:v', 'baseline'],
    // One slice a picture and no frame threads: cheapest, and no picture waits for another.
    ...['-threads', '1', '-bf', '0', '-sc_threshold', '0', '-x264-params', 'repeat-headers=1'],
    ...['-r', String(drawn.framesPerSecond), '-g', String(keyframeIntervalFrames)],
    ...['-keyint_min', String(keyframeIntervalFrames), '-b:v', String(drawn.bitsPerSecond)],
    ...['-maxrate', String(drawn.bitsPerSecond), '-bufsize', String(Math.ceil(drawn.bitsPerSecond / 2))],
    ...(sound === 'beep' ? ['-c:a', 'aac', '-b:a', '64k'] : []),
    // Nothing waits to fill something up: no mux delay, no audio frames gathered into one PES packet, lengths present so
    // that the receiver knows the end of a picture without seeing the next one.
    ...['-f', 'mpegts', '-muxdelay', '0', '-muxpreload', '0', '-flush_packets', '1'],
    ...['-omit_video_pes_length', '0', '-pes_payload_size', '0', '-pat_period', '0.2'],
    // A picture does not wait for the sound of the same moment: that made pictures leave in pairs.
    ...['-max_interleave_delta', '1'],
    output.url,
  ];
}

/** 4:2:0 needs even sides; the bounds are what the clock is legible in and what software encodes. */
function toDrawable(video: VideoSettings): VideoSettings {
  const even = (pixels: number, min: number, max: number) => Math.min(Math.max(pixels & ~1, min), max);
  return {
    ...video,
    width: even(video.width, 160, 3840),
    height: even(video.height, 120, 2160),
    framesPerSecond: Math.min(video.framesPerSecond, 120),
    bitsPerSecond: Math.min(Math.max(video.bitsPerSecond, 50_000), 50_000_000),
  };
}

/** Filter graphs give meaning to quotes, colons, backslashes and per cent signs, so only plain characters pass. */
function toDrawableText(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ._-]/gu, '').slice(0, 40);
}
