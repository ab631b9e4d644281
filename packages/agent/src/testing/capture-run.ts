/** Runs a real capture for a test, with a UDP receiver at its other end whose bytes can be looked into. */

import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Capture, CaptureEnd, CaptureProgress } from '../capture/capture.js';
import { until, within } from './within.js';

export const testVideo = {
  width: 640,
  height: 480,
  framesPerSecond: 25,
  bitsPerSecond: 1_000_000,
  keyframeIntervalMs: 1000,
};

/** What no capture knows of: a PC, which encodes by software and without limits. */
export const testBoard = { model: null, h264Encoder: 'software', memoryBytes: 8e9, coreCount: 4 } as const;

export type CaptureRun = {
  progress(): CaptureProgress;
  /** Waits until so many pictures have left. */
  pictures(count: number): Promise<void>;
  /** Streams and packets of what came so far, by ffprobe; of the second half as one sees it who joins late. */
  received(part?: 'second half'): ReceivedMedia;
  /** Stops it, if it still runs, and tells how it ended. */
  stop(): Promise<CaptureEnd>;
  /** Waits until it ends by itself. */
  end(withinMs: number): Promise<CaptureEnd>;
};

export type ReceivedMedia = {
  streams: {
    codec_type: string;
    codec_name: string;
    width?: number;
    height?: number;
    has_b_frames?: number;
  }[];
  packets: { codec_type: string; dts_time: string; flags: string }[];
};

export async function runCapture(capture: Capture): Promise<CaptureRun> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const datagrams: Buffer[] = [];
  socket.on('message', (datagram) => datagrams.push(datagram));
  const stop = new AbortController();
  let progress: CaptureProgress = { sentBytes: 0, pictures: 0, droppedPictures: 0 };
  let ended: CaptureEnd | undefined;
  const running = capture.run({
    output: { url: `udp://127.0.0.1:${socket.address().port}?pkt_size=1316`, format: 'mpegts' },
    video: testVideo,
    signal: stop.signal,
    onDelivering: () => {},
    onProgress: (newest) => {
      progress = newest;
    },
  });
  const finished = running.then((end) => {
    ended = end;
    socket.close();
    return end;
  });
  return {
    progress: () => progress,
    async pictures(count) {
      await until(() => progress.pictures >= count || ended !== undefined, 15_000, `${count} pictures`);
      if (progress.pictures < count) throw new Error(`the capture ended: ${JSON.stringify(ended)}`);
    },
    received: (part) => probe(Buffer.concat(part ? datagrams.slice(datagrams.length / 2) : datagrams)),
    stop() {
      stop.abort();
      return within(finished, 3000, 'the end of a capture that was stopped');
    },
    end: (withinMs) => within(finished, withinMs, 'the end of the capture'),
  };
}

function probe(bytes: Buffer): ReceivedMedia {
  const shown = 'stream=codec_type,codec_name,width,height,has_b_frames:packet=codec_type,dts_time,flags';
  const { stdout } = spawnSync(
    'ffprobe',
    ['-v', 'quiet', '-show_entries', shown, '-of', 'json', '-i', 'pipe:0'],
    {
      input: bytes,
      maxBuffer: 50_000_000,
    },
  );
  return JSON.parse(stdout.toString());
}
