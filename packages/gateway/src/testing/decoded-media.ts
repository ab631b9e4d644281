/** What the real ffmpeg and ffprobe make of media bytes. Used by the tests of the packager and of what comes behind it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const maxBuffer = 64 * 1024 * 1024;

export type MediaPacket = {
  codecType: 'video' | 'audio';
  ptsSeconds: number;
  dtsSeconds: number;
  durationSeconds: number;
  isKeyframe: boolean;
};

export type DecodedMedia = {
  /** Everything that the tools complained about; empty for sound media. */
  complaints: string;
  packets: MediaPacket[];
  /** One hash for each decoded picture, in the order of presentation. */
  pictureHashes: string[];
  streams: { codecType: string; profile: string; width?: number; height?: number; sampleRate?: number }[];
};

type RawPacket = Record<'codec_type' | 'pts_time' | 'dts_time' | 'duration_time' | 'flags', string>;
type RawStream = {
  codec_type: string;
  profile: string;
  width?: number;
  height?: number;
  sample_rate?: string;
};

/** Reads and decodes all of it, with errors that decoders would hide. */
export async function decodeMedia(bytes: Buffer): Promise<DecodedMedia> {
  const folder = await mkdtemp(join(tmpdir(), 'rpi-live-camera-'));
  const path = join(folder, 'media');
  try {
    await writeFile(path, bytes);
    const probed = await run(
      'ffprobe',
      ['-v', 'warning', '-show_packets', '-show_streams', '-of', 'json', path],
      {
        maxBuffer,
      },
    );
    const strict = ['-nostdin', '-v', 'warning', '-err_detect', '+explode+crccheck', '-i', path];
    const decoded = await run('ffmpeg', [...strict, '-f', 'null', '-'], { maxBuffer });
    const hashed = await run(
      'ffmpeg',
      [...strict, '-map', '0:v', '-fps_mode', 'passthrough', '-f', 'framemd5', '-'],
      {
        maxBuffer,
      },
    );
    const { packets, streams } = JSON.parse(probed.stdout) as { packets: RawPacket[]; streams: RawStream[] };
    return {
      complaints: probed.stderr + decoded.stderr + hashed.stderr,
      packets: packets.map(readPacket),
      pictureHashes: hashed.stdout
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.split(',').at(-1)!.trim()),
      streams: streams.map(({ codec_type, profile, width, height, sample_rate }) => ({
        codecType: codec_type,
        profile,
        ...(width === undefined ? {} : { width }),
        ...(height === undefined ? {} : { height }),
        ...(sample_rate === undefined ? {} : { sampleRate: Number(sample_rate) }),
      })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readPacket(packet: RawPacket): MediaPacket {
  return {
    codecType: packet.codec_type as 'video' | 'audio',
    ptsSeconds: Number(packet.pts_time),
    dtsSeconds: Number(packet.dts_time),
    durationSeconds: Number(packet.duration_time),
    isKeyframe: packet.flags.includes('K'),
  };
}
