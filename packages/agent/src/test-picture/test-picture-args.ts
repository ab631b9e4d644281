/** The ffmpeg command line of the test picture. Pure. */
import type { StreamOutput, VideoSettings } from '@rpi-live-camera/protocol';
import { aacEncoderArgs } from '../ffmpeg/aac-encoder-args.js';
import { h264EncoderArgs, toEncodable } from '../ffmpeg/h264-encoder-args.js';
import { mpegtsOutputArgs } from '../ffmpeg/mpegts-output-args.js';
import { type TestPictureFonts, testPictureGraph } from './test-picture-graph.js';

export type TestPictureArgsOptions = {
  output: StreamOutput;
  video: VideoSettings;
  label: string;
  fonts: TestPictureFonts | null;
  sound: 'beep' | 'none';
};

export function testPictureArgs({ output, video, label, fonts, sound }: TestPictureArgsOptions): string[] {
  const drawn = toEncodable(video);
  const graph = testPictureGraph({ video: drawn, label: toDrawableText(label), fonts, sound });
  return [
    ...['-filter_complex', graph, '-map', '[v]', ...(sound === 'beep' ? ['-map', '[a]'] : [])],
    ...h264EncoderArgs('software', video),
    ...(sound === 'beep' ? aacEncoderArgs : []),
    ...mpegtsOutputArgs(output),
  ];
}

/** Filter graphs give meaning to quotes, colons, backslashes and per cent signs, so only plain characters pass. */
function toDrawableText(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ._-]/gu, '').slice(0, 40);
}
