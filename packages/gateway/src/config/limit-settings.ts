/** The settings of `limits`: what the gateway lets itself be asked for. Part of the schema; explained in `docs/limits.md`. */
import { group, setting } from './setting.js';
import { durationMs, integer } from './setting-types.js';

const mebibyte = 1024 * 1024;

export const LimitsSchema = group({
  requestsPerMinute: setting(
    integer(1, 1_000_000),
    6000,
    'Sessions, snapshots, WebRTC offers, starts, and lists, playbacks and downloads of recordings that one address may ask for in a minute, in the long run',
  ),
  requestBurst: setting(
    integer(1, 1_000_000),
    10_000,
    'How many of these it may ask for at once, after a pause',
  ),
  maxConnections: setting(
    integer(1, 1_000_000),
    20_000,
    'TCP connections of viewers; further ones are closed at once',
  ),
  headersTimeoutMs: setting(
    durationMs({ min: 500, max: 600_000 }),
    15_000,
    'How long a client may take to send the head of a request; less than `requestTimeoutMs`',
  ),
  requestTimeoutMs: setting(
    durationMs({ min: 500, max: 600_000 }),
    30_000,
    'How long a client may take to send a whole request',
  ),
  stalledTimeoutMs: setting(
    durationMs({ min: 500, max: 600_000 }),
    30_000,
    'A client that takes nothing of its answer for this long is cut off',
  ),
  maxBytesPerCamera: setting(
    integer(4 * mebibyte, 16 * 1024 * mebibyte),
    64 * mebibyte,
    'Media of one camera in memory: beyond it the oldest goes first, then the run is ended',
  ),
  maxFfmpegs: setting(
    integer(1, 10_000),
    100,
    'ffmpeg processes at a time: one for each camera that pushes by SRT, one for each that is watched as mjpeg',
  ),
});
