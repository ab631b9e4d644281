/** Command lines of the ffmpegs that the gateway runs. Pure; called by those who start them. */

import { isOlderThan } from './is-older-than.js';

/** Never asks and prints no banner. */
const quietArgs = ['-hide_banner', '-nostdin'];

/**
 * Ends a network protocol and hands the bytes through to stdout as they arrive. The `data` demuxer and muxer look at
 * nothing and hold nothing back; reading it as MPEG-TS would cost seconds of probing and two to three frames of delay.
 */
export function terminatorArgs(inputUrl: string): string[] {
  const input = ['-f', 'data', '-i', inputUrl];
  return [
    ...quietArgs,
    '-loglevel',
    'warning',
    ...input,
    '-map',
    '0',
    '-c',
    'copy',
    '-f',
    'data',
    '-flush_packets',
    '1',
    'pipe:1',
  ];
}

/**
 * Reads fragmented MP4 from stdin and writes one JPEG for each frame, with a length in front of it, as soon as the frame
 * has come. One thread, since frame threads hold back a frame each; next to no probing, since the init segment says all.
 * `-fflags nobuffer` would throw away what was probed, which is the first keyframe.
 *
 * @param version of the ffmpeg that is to run them, as it names itself
 */
export function pictureArgs(version: string): string[] {
  const input = ['-f', 'mp4', '-probesize', '32', '-threads', '1', '-i', 'pipe:0', '-map', '0:v:0'];
  // A frame in is a picture out: nothing is repeated or left out to reach a rate.
  const rate = [isOlderThan(version, '5.1') ? '-vsync' : '-fps_mode', 'passthrough'];
  // Default tables are larger by a tenth and save a second look at each picture.
  const encoder = [
    '-c:v',
    'mjpeg',
    '-threads',
    '1',
    '-pix_fmt',
    'yuvj420p',
    '-q:v',
    '4',
    '-huffman',
    'default',
  ];
  return [...quietArgs, '-loglevel', 'error', ...input, ...rate, ...encoder, '-f', 'mpjpeg', 'pipe:1'];
}

/** Reads fragmented MP4 from stdin and writes its first picture as a JPEG. */
export function onePictureArgs(): string[] {
  const input = ['-f', 'mp4', '-threads', '1', '-i', 'pipe:0', '-map', '0:v:0', '-frames:v', '1'];
  const encoder = ['-c:v', 'mjpeg', '-threads', '1', '-pix_fmt', 'yuvj420p', '-q:v', '4'];
  return [...quietArgs, '-loglevel', 'error', ...input, ...encoder, '-f', 'mjpeg', 'pipe:1'];
}
