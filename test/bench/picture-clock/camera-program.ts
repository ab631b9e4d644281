/**
 * The process of the clock camera: draws the time into each picture right before it goes to the encoder (libx264, tuned as
 * for a camera), and pushes MPEG-TS to the URL that it is given. Ends with its parent.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { drawTime } from './clock-code.js';

const [url = '', keyframeMs = '1000'] = process.argv.slice(2);
const width = 640;
const height = 480;
const framesPerSecond = 30;
const bitsPerSecond = 2_000_000;
const patternCount = 8;

/** Noise costs bits, as a real scene does; some pictures of it, in turn. */
const patterns = Array.from({ length: patternCount }, (_, pattern) => {
  const picture = Buffer.alloc((width * height * 3) / 2, 128);
  let seed = pattern + 1;
  for (let at = 0; at < width * height; at += 1) {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    picture[at] = 100 + ((at + pattern * 16) % 64) + (seed >>> 28);
  }
  return picture;
});

const input = [
  '-f',
  'rawvideo',
  '-pix_fmt',
  'yuv420p',
  '-s',
  `${width}x${height}`,
  '-r',
  `${framesPerSecond}`,
  '-i',
  'pipe:0',
];
const encoder = '-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline'.split(' ');
const rate = ['-b:v', `${bitsPerSecond}`, '-maxrate', `${bitsPerSecond}`, '-bufsize', `${bitsPerSecond / 4}`];
const keyframes = ['-g', `${Math.round((framesPerSecond * Number(keyframeMs)) / 1000)}`];
const output = ['-f', 'mpegts', '-muxdelay', '0', '-flush_packets', '1', url];
const ffmpeg = spawn(
  'ffmpeg',
  ['-hide_banner', '-loglevel', 'error', ...input, ...encoder, ...rate, ...keyframes, ...output],
  {
    stdio: ['pipe', 'inherit', 'inherit'],
  },
);
ffmpeg.on('exit', () => process.exit(0));
ffmpeg.stdin.on('error', () => process.exit(0));
process.on('disconnect', () => ffmpeg.kill('SIGKILL'));

const startedAtMs = performance.now();
for (let count = 0; ; count += 1) {
  const dueInMs = startedAtMs + (count * 1000) / framesPerSecond - performance.now();
  if (dueInMs > 0) await delay(dueInMs);
  const picture = patterns[count % patternCount]!;
  drawTime(picture, width, Date.now());
  if (!ffmpeg.stdin.write(picture)) await once(ffmpeg.stdin, 'drain');
}
