/** What the scripted camera sends: a test picture encoded once by ffmpeg, as access units that can be sent again and again. */
import type { AudioAccessUnit, VideoAccessUnit } from '../../packages/gateway/src/mpegts/access-unit.js';
import { cut, demux } from '../../packages/gateway/src/testing/demuxed.js';
import { recordTransportStream } from '../../packages/gateway/src/testing/recorded-stream.js';

export type Film = {
  framesPerSecond: number;
  /** Begins with a keyframe, and so may follow itself. */
  pictures: readonly VideoAccessUnit[];
  /** Of the same length. Empty where there is none. */
  sound: readonly AudioAccessUnit[];
};

export type FilmOptions = {
  /** @default '320x240' */
  size?: string;
  /** @default 25 */
  framesPerSecond?: number;
  /** @default 'baseline' */
  profile?: 'baseline' | 'high';
  /** @default 'none' */
  sound?: 'tone' | 'none';
  bitsPerSecond?: number;
};

const seconds = 2;
const made = new Map<string, Promise<Film>>();

/** Two seconds with a keyframe each second; made once for the same options. */
export function film(options: FilmOptions = {}): Promise<Film> {
  const key = JSON.stringify(options);
  const known = made.get(key) ?? encode(options);
  made.set(key, known);
  return known;
}

async function encode(options: FilmOptions): Promise<Film> {
  const { framesPerSecond = 25, profile = 'baseline', sound = 'none', bitsPerSecond, size } = options;
  const encoder = ['-c:v', 'libx264', '-profile:v', profile, '-preset', 'ultrafast', '-tune', 'zerolatency'];
  const shape = ['-pix_fmt', 'yuv420p', '-g', `${framesPerSecond}`, '-bf', '0', '-sc_threshold', '0'];
  // Noise costs bits, as a real scene does.
  const rate = bitsPerSecond ? ['-vf', 'noise=alls=40:allf=t', '-b:v', `${bitsPerSecond}`] : [];
  const video = [...encoder, ...shape, ...rate];
  const stream = await recordTransportStream({
    framesPerSecond,
    seconds,
    sound,
    video,
    ...(size && { size }),
  });
  const demuxed = demux(cut(stream));
  const startTicks = demuxed.video[0]!.dtsTicks;
  const isWithin = ({ ptsTicks }: AudioAccessUnit) =>
    ptsTicks >= startTicks && ptsTicks < startTicks + seconds * 90_000;
  return {
    framesPerSecond,
    pictures: demuxed.video.slice(0, seconds * framesPerSecond),
    sound: demuxed.audio.filter(isWithin),
  };
}
