/** Transport streams made by the real ffmpeg, and what ffprobe and ffmpeg say is in them. Used by the tests of the demuxer and of what comes behind it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const maxOutputBytes = 256 * 1024 * 1024;

export type RecordOptions = {
  /** @default '320x240' */
  size?: string;
  /** @default 25 */
  framesPerSecond?: number;
  /** @default 2 */
  seconds?: number;
  /** @default 'tone' */
  sound?: 'tone' | 'none';
  /** Encoder arguments. @default those of a camera: baseline, a keyframe a second, no B-frames */
  video?: string[];
  /** Audio encoder arguments. @default AAC */
  audio?: string[];
  /** Muxer arguments. @default none */
  mux?: string[];
};

const cameraEncoder = [
  '-c:v',
  'libx264',
  '-profile:v',
  'baseline',
  '-preset',
  'ultrafast',
  '-tune',
  'zerolatency',
];

/** A test picture (and a tone) in MPEG-TS, encoded as a camera does. */
export async function recordTransportStream(options: RecordOptions = {}): Promise<Buffer> {
  const { size = '320x240', framesPerSecond = 25, seconds = 2, sound = 'tone', mux = [] } = options;
  const { video = [...cameraEncoder, '-g', `${framesPerSecond}`], audio = ['-c:a', 'aac'] } = options;
  const picture = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${framesPerSecond}`];
  const tone = sound === 'tone' ? ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'] : [];
  const encoders = sound === 'tone' ? [...video, ...audio] : video;
  const output = ['-t', `${seconds}`, ...encoders, ...mux, '-f', 'mpegts', 'pipe:1'];
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-nostdin', ...picture, ...tone, ...output], {
    encoding: 'buffer',
    maxBuffer: maxOutputBytes,
  });
  return stdout;
}

export type ProbedPacket = { codec_type: string; pts: number; dts: number; flags: string };
export type ProbedStream = { codec_type: string; width?: number; height?: number; r_frame_rate: string };

/** What ffprobe reads from the bytes. */
export async function probe(bytes: Buffer): Promise<{ packets: ProbedPacket[]; streams: ProbedStream[] }> {
  const args = ['-v', 'error', '-show_packets', '-show_streams', '-of', 'json'];
  return withFile(bytes, async (path) => {
    const { stdout } = await run('ffprobe', [...args, path], { maxBuffer: maxOutputBytes });
    return JSON.parse(stdout);
  });
}

/** The elementary stream as ffmpeg's own demuxer puts it together: `h264` (Annex B) or `adts`. */
export async function extractElementaryStream(bytes: Buffer, format: 'h264' | 'adts'): Promise<Buffer> {
  const map = format === 'h264' ? '0:v' : '0:a';
  return withFile(bytes, async (path) => {
    const args = ['-v', 'error', '-nostdin', '-i', path, '-map', map, '-c', 'copy', '-f', format, 'pipe:1'];
    const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: maxOutputBytes });
    return stdout;
  });
}

async function withFile<T>(bytes: Buffer, use: (path: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rpi-live-camera-'));
  const path = join(folder, 'stream.ts');
  try {
    await writeFile(path, bytes);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
