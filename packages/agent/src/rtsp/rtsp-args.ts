/** The ffmpeg command line that passes on an IP camera. Pure. */
import type { StreamOutput } from '@rpi-live-camera/protocol';
import { mpegtsOutputArgs, repeatedParameterSets } from '../ffmpeg/mpegts-output-args.js';
import { obstacleTo, type SourceArgsOptions, sourceArgs } from '../ffmpeg/source-args.js';

export type RtspInput = {
  url: string;
  /** Further words for the input; they win over those given here. */
  options: readonly string[];
};

export type RtspArgsOptions = SourceArgsOptions & RtspInput & { output: StreamOutput };

export function rtspArgs({ url, options, output, ...source }: RtspArgsOptions): string[] {
  return [
    ...rtspInput({ url, options }),
    ...sourceArgs(source),
    // The first filter takes nothing but H.264, so that a camera which was switched to something else since it was asked is noticed.
    ...(obstacleTo(source.video) ? [] : ['-bsf:v', `h264_mp4toannexb,${repeatedParameterSets}`]),
    ...mpegtsOutputArgs(output),
  ];
}

/**
 * Over TCP: UDP loses packets in Wi-Fi, and what is lost is missing until the next keyframe. The analysis ends after a
 * second of media; what it has read is sent, not dropped.
 */
export function rtspInput({ url, options }: RtspInput): string[] {
  return ['-rtsp_transport', 'tcp', '-analyzeduration', '1000000', ...options, '-i', url];
}
