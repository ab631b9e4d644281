/** The ffmpeg command line that plays a file again and again at its own pace. Pure. */
import type { StreamOutput } from '@rpi-live-camera/protocol';
import { mpegtsOutputArgs } from '../ffmpeg/mpegts-output-args.js';
import { type SourceArgsOptions, sourceArgs } from '../ffmpeg/source-args.js';

export type FileArgsOptions = SourceArgsOptions & {
  file: string;
  /** Further words for the input. */
  options: readonly string[];
  output: StreamOutput;
};

export function fileArgs({ file, options, output, ...source }: FileArgsOptions): string[] {
  return [
    ...['-re', '-stream_loop', '-1', ...options, ...fileInput(file)],
    ...sourceArgs(source),
    ...mpegtsOutputArgs(output),
  ];
}

/** `file:` keeps a name such as `a:b.mp4` from being taken for a protocol, or `-x.mp4` for an option. */
export function fileInput(file: string): string[] {
  return ['-i', `file:${file}`];
}
