/**
 * The process of the clock camera: draws the time into each picture right before it goes to the encoder (libx264, tuned as
 * for a camera), and pushes MPEG-TS to the URL that it is told. Driven by `clock-camera.ts`; ends with it.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClockAnswer, ClockCommand } from './clock-camera.js';
import { drawTime } from './clock-code.js';

const width = 640;
const height = 480;
const framesPerSecond = 30;
const bitsPerSecond = 2_000_000;
const patternCount = 8;

/** Stripes that move, and noise, which costs bits as a real scene does; some pictures of it, in turn. */
const patterns = Array.from({ length: patternCount }, (_, pattern) => {
  const picture = Buffer.alloc((width * height * 3) / 2, 128);
  let seed = pattern + 1;
  for (let at = 0; at < width * height; at += 1) {
    seed = (seed * 1_664_525 + 1_013_904_223) % 2 ** 32;
    picture[at] = 100 + ((at + pattern * 16) % 64) + (seed >>> 28);
  }
  return picture;
});

type Encoder = ChildProcessByStdio<Writable, null, null>;
let encoder: Encoder | undefined;

function startEncoder(url: string, keyframeMs: number): Encoder {
  const size = `${width}x${height}`;
  const input = `-f rawvideo -pix_fmt yuv420p -s ${size} -r ${framesPerSecond} -i pipe:0`.split(' ');
  const codec = '-c:v libx264 -preset ultrafast -tune zerolatency -profile:v baseline'.split(' ');
  const rate = [
    '-b:v',
    `${bitsPerSecond}`,
    '-maxrate',
    `${bitsPerSecond}`,
    '-bufsize',
    `${bitsPerSecond / 4}`,
  ];
  const keyframes = ['-g', `${Math.round((framesPerSecond * keyframeMs) / 1000)}`];
  const output = ['-f', 'mpegts', '-muxdelay', '0', '-flush_packets', '1', url];
  const args = ['-hide_banner', '-loglevel', 'fatal', ...input, ...codec, ...rate, ...keyframes, ...output];
  return spawn('ffmpeg', args, { stdio: ['pipe', 'inherit', 'inherit'] });
}

/** Draws until the encoder ends. A picture that is late is drawn at once, so that the number of them a second holds. */
async function film(ffmpeg: Encoder): Promise<void> {
  const over = new AbortController();
  ffmpeg.once('exit', () => over.abort());
  ffmpeg.stdin.on('error', () => over.abort());
  const startedAtMs = performance.now();
  for (let count = 0; !over.signal.aborted; count += 1) {
    const dueInMs = startedAtMs + (count * 1000) / framesPerSecond - performance.now();
    if (dueInMs > 0) await delay(dueInMs);
    const picture = patterns[count % patternCount]!;
    drawTime(picture, width, Date.now());
    // Only one picture is ever in the pipe: a later one would be older than its clock says when it is encoded.
    if (!ffmpeg.stdin.write(picture))
      await once(ffmpeg.stdin, 'drain', { signal: over.signal }).catch(() => {});
  }
}

const answer = (message: ClockAnswer): void => void process.send?.(message);

process.on('message', async (command: ClockCommand) => {
  if (command.kind === 'push') {
    encoder = startEncoder(command.url, command.keyframeMs);
    await film(encoder);
    return;
  }
  const ending = encoder;
  encoder = undefined;
  if (ending && ending.exitCode === null && ending.signalCode === null) {
    ending.kill('SIGKILL');
    await once(ending, 'exit');
  }
  answer('stopped');
});
process.on('disconnect', () => {
  encoder?.kill('SIGKILL');
  process.exit(0);
});
answer('ready');
