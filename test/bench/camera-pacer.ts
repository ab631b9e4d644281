/**
 * A camera for benchmarks: a recorded stream, picture by picture, sent by a process of its own at its frame rate.
 * Without an encoder, so that what is measured is the receiving side alone.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createDemuxer } from '../../packages/gateway/src/mpegts/demuxer.js';
import { recordTransportStream } from '../../packages/gateway/src/testing/recorded-stream.js';

const packetBytes = 188;

/** The transport packets of one picture, with the tables in front of it. */
export type RecordedPicture = { bytes: Buffer; tail: string };
export type Recording = { framesPerSecond: number; pictures: RecordedPicture[]; bitsPerSecond: number };

/** What the camera process is told, and what it answers when it has sent everything: tail → when its last byte left. */
export type SendCommand = Recording & { port: number };
export type SentTimes = Map<string, number>;

/** Epoch milliseconds with fractions: the clock that both processes share. */
export const preciseNowMs = (): number => performance.timeOrigin + performance.now();

/** The last bytes of a picture: enough to know it again in whatever container it comes out. */
export const tailOf = (bytes: Buffer): string => bytes.subarray(-24).toString('hex');

export type RecordingOptions = {
  size: string;
  framesPerSecond: number;
  seconds: number;
  bitsPerSecond: number;
};

export async function recordPictures(options: RecordingOptions): Promise<Recording> {
  const { size, framesPerSecond, seconds, bitsPerSecond } = options;
  const encoder = [
    '-c:v',
    'libx264',
    '-profile:v',
    'baseline',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
  ];
  // Noise costs bits, as a real scene does.
  const rate = ['-vf', 'noise=alls=8:allf=t', '-b:v', `${bitsPerSecond}`, '-g', `${framesPerSecond}`];
  const video = [...encoder, ...rate, '-pix_fmt', 'yuv420p'];
  const stream = await recordTransportStream({ size, framesPerSecond, seconds, sound: 'none', video });
  const pictures: RecordedPicture[] = [];
  let startAt = 0;
  let end = 0;
  const demuxer = createDemuxer({
    onAccessUnit: (accessUnit) => {
      if (accessUnit.kind !== 'video') return;
      const bytes = stream.subarray(startAt, end);
      pictures.push({ bytes, tail: tailOf(accessUnit.nalUnits.at(-1)!) });
      startAt = end;
    },
    onTracks: () => {},
    onKeyframeWanted: () => {},
    onUnsupported: () => {},
  });
  while (end < stream.length) {
    end += packetBytes;
    demuxer.write(stream.subarray(end - packetBytes, end));
  }
  return { framesPerSecond, pictures, bitsPerSecond: (stream.length * 8) / seconds };
}

/** Sends each picture as a burst of datagrams to `port`, as a camera does. */
export async function sendPictures(recording: Recording, port: number): Promise<SentTimes> {
  const program = fileURLToPath(new URL('./camera-process.ts', import.meta.url));
  const camera = fork(program, { serialization: 'advanced' });
  const command: SendCommand = { ...recording, port };
  camera.send(command);
  const [sent] = await once(camera, 'message');
  await once(camera, 'exit');
  return sent;
}
