/** The ways to receive a camera that the ingest benchmark compares. Each reports every picture as it is complete, by its tail. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { terminatorArgs } from '../../packages/gateway/src/ffmpeg/args.js';
import { startFfmpeg } from '../../packages/gateway/src/ffmpeg/process.js';
import { createIngest } from '../../packages/gateway/src/ingest/ingest.js';
import { PortPool } from '../../packages/gateway/src/ingest/port-pool.js';
import { silentLogger } from '../../packages/gateway/src/log/logger.js';
import { createDemuxer } from '../../packages/gateway/src/mpegts/demuxer.js';
import { freeUdpPort } from '../support/free-port.js';
import { tailOf } from './camera-pacer.js';

export type Receiver = {
  /** The camera sends its datagrams to this port of the loopback interface. */
  port: number;
  /** Its processes other than this one. */
  pids: number[];
  close(): Promise<void>;
};

export type StartReceiver = (onPicture: (tail: string) => void) => Promise<Receiver>;

/** SRT repairs losses within this time and delays everything by it. */
export const srtLatencyMs = 20;
const startWaitMs = 700;

function createPictureDemuxer(onPicture: (tail: string) => void) {
  return createDemuxer({
    onAccessUnit: (accessUnit) => {
      if (accessUnit.kind === 'video') onPicture(tailOf(accessUnit.nalUnits.at(-1)!));
    },
    onTracks: () => {},
    onKeyframeWanted: () => {},
    onUnsupported: () => {},
  });
}

async function startIngest(protocol: 'srt' | 'udp', onBytes: (bytes: Buffer) => void) {
  const ingest = createIngest({
    protocol,
    publicHost: '127.0.0.1',
    bindHost: '127.0.0.1',
    ports: new PortPool('31000-31099'),
    port: await freeUdpPort(),
    srtLatencyMs,
    timeoutMs: 3000,
    ffmpegPath: 'ffmpeg',
    logger: { ...silentLogger, debug: ({ pid }) => typeof pid === 'number' && pids.add(pid) },
    onBytes,
  });
  const pids = new Set<number>();
  await ingest.start();
  return { ingest, pids: [...pids], url: ingest.output!.url };
}

/** What the gateway does. */
export const udpBySocket: StartReceiver = async (onPicture) => {
  const demuxer = createPictureDemuxer(onPicture);
  const { ingest, pids, url } = await startIngest('udp', demuxer.write);
  return { port: Number(new URL(url).port), pids, close: () => ingest.close() };
};

/** What the gateway does. The camera's datagrams go through an ffmpeg that speaks SRT; its share of the delay is in the result. */
export const srtByFfmpeg: StartReceiver = async (onPicture) => {
  const demuxer = createPictureDemuxer(onPicture);
  const { ingest, pids, url } = await startIngest('srt', demuxer.write);
  const port = await freeUdpPort();
  const inputArgs = [
    '-v',
    'error',
    '-nostdin',
    '-f',
    'data',
    '-i',
    `udp://127.0.0.1:${port}?fifo_size=50000`,
  ];
  // SRT takes the greater latency of both sides: the receiver's.
  const outputArgs = ['-map', '0', '-c', 'copy', '-f', 'data', '-flush_packets', '1'];
  const camera = spawn('ffmpeg', [...inputArgs, ...outputArgs, url.replace(/latency=\d+/, 'latency=0')], {
    stdio: 'ignore',
  });
  const exited = once(camera, 'exit');
  await delay(startWaitMs);
  const close = async () => {
    camera.kill('SIGKILL');
    await exited;
    await ingest.close();
  };
  return { port, pids, close };
};

/** UDP, ended by an ffmpeg that hands the bytes through. */
export const udpByFfmpeg: StartReceiver = async (onPicture) => {
  const demuxer = createPictureDemuxer(onPicture);
  const port = await freeUdpPort();
  // The kernel's buffer as for our own socket; what is too much for it waits in ffmpeg's.
  const args = terminatorArgs(`udp://127.0.0.1:${port}?buffer_size=4194304&fifo_size=50000`);
  return startReadingFfmpeg(port, args, demuxer.write);
};

/** UDP, read and muxed to fragmented MP4 by an ffmpeg with every flag against delay. */
export const udpByFfmpegMuxer: StartReceiver = async (onPicture) => {
  const port = await freeUdpPort();
  const input = [
    '-f',
    'mpegts',
    '-probesize',
    '32768',
    '-analyzeduration',
    '0',
    '-i',
    `udp://127.0.0.1:${port}?fifo_size=50000`,
  ];
  const fragments = ['-f', 'mp4', '-movflags', '+empty_moov+default_base_moof+frag_every_frame'];
  const output = [
    '-map',
    '0:v',
    '-c',
    'copy',
    ...fragments,
    '-muxdelay',
    '0',
    '-flush_packets',
    '1',
    'pipe:1',
  ];
  const onBytes = createBoxReader((mediaData) => onPicture(tailOf(mediaData)));
  const args = ['-hide_banner', '-nostdin', '-loglevel', 'error', ...input, ...output];
  return startReadingFfmpeg(port, args, onBytes);
};

async function startReadingFfmpeg(
  port: number,
  args: string[],
  onBytes: (bytes: Buffer) => void,
): Promise<Receiver> {
  const ffmpeg = startFfmpeg({ ffmpegPath: 'ffmpeg', args, logger: silentLogger, onBytes });
  await delay(startWaitMs);
  return { port, pids: [ffmpeg.pid!], close: () => ffmpeg.close() };
}

/** Calls `onMediaData` with the content of each complete `mdat` box. */
function createBoxReader(onMediaData: (content: Buffer) => void): (bytes: Buffer) => void {
  let open = Buffer.alloc(0);
  return (bytes) => {
    open = Buffer.concat([open, bytes]);
    while (open.length >= 8 && open.length >= open.readUInt32BE(0)) {
      const boxBytes = open.readUInt32BE(0);
      if (open.toString('latin1', 4, 8) === 'mdat') onMediaData(open.subarray(8, boxBytes));
      open = open.subarray(boxBytes);
    }
  };
}
