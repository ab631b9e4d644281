/** The end of every ffmpeg command line: MPEG-TS that leaves at once, pushed to the run's output. Pure. */
import type { StreamOutput } from '@rpi-live-camera/protocol';

export function mpegtsOutputArgs({ url }: StreamOutput): string[] {
  return [
    // Nothing waits to fill something up: no mux delay, no audio frames gathered into one PES packet, lengths present so
    // that the receiver knows the end of a picture without seeing the next one.
    ...['-f', 'mpegts', '-muxdelay', '0', '-muxpreload', '0', '-flush_packets', '1'],
    ...['-omit_video_pes_length', '0', '-pes_payload_size', '0', '-pat_period', '0.2'],
    // A picture does not wait for the sound of the same moment: that made pictures leave in pairs.
    ...['-max_interleave_delta', '1'],
    url,
  ];
}

/**
 * Filter for H.264 whose parameter sets may come once, or beside the stream as in SDP. The muxer puts them before every
 * keyframe, but only of pictures that come without an access unit delimiter (ffmpeg's mpegtsenc), so that is taken away.
 */
export const repeatedParameterSets = 'filter_units=remove_types=9';
