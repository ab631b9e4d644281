/** Command lines of the ffmpegs that the gateway runs. Pure; called by those who start them. */

/** Never asks, prints no banner, and says only what went wrong. */
const quietArgs = ['-hide_banner', '-nostdin', '-loglevel', 'warning'];

/**
 * Ends a network protocol and hands the bytes through to stdout as they arrive. The `data` demuxer and muxer look at
 * nothing and hold nothing back; reading it as MPEG-TS would cost seconds of probing and two to three frames of delay.
 */
export function terminatorArgs(inputUrl: string): string[] {
  const input = ['-f', 'data', '-i', inputUrl];
  return [...quietArgs, ...input, '-map', '0', '-c', 'copy', '-f', 'data', '-flush_packets', '1', 'pipe:1'];
}
