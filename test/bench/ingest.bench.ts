/**
 * How long a picture takes from its arrival at the gateway to being a complete access unit, for each way to receive it.
 * `npm run bench -- ingest`; about 50 seconds.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { preciseNowMs, type Recording, recordPictures, sendPictures } from './camera-pacer.js';
import {
  type StartReceiver,
  srtByFfmpeg,
  srtLatencyMs,
  udpByFfmpeg,
  udpByFfmpegMuxer,
  udpBySocket,
} from './receivers.js';
import { formatTable, percentile } from './table.js';

type Result = {
  name: string;
  /** Of every picture but the first, in ms. */
  delaysMs: number[];
  firstMs: number;
  /** Pictures that came out, of those sent. */
  receivedShare: number;
  /** Of one core: the receiving ffmpeg, and this process with the demuxer in it. */
  ffmpegCpuShare: number;
  ownCpuShare: number;
};

/** What is still on its way when the camera has sent the last picture. */
const drainMs = 400;
/** The promise of the gateway: a picture is complete within a frame and this. */
const promisedMarginMs = 10;

async function measure(name: string, recording: Recording, start: StartReceiver): Promise<Result> {
  const completeAtMs = new Map<string, number>();
  const receiver = await start((tail) => completeAtMs.set(tail, preciseNowMs()));
  const ownBefore = process.cpuUsage();
  const ffmpegBefore = receiver.pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  const startedAtMs = performance.now();
  const sentAtMs = await sendPictures(recording, receiver.port);
  await delay(drainMs);
  const seconds = (performance.now() - startedAtMs) / 1000;
  const own = process.cpuUsage(ownBefore);
  const ffmpegSeconds = receiver.pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0) - ffmpegBefore;
  await receiver.close();
  const delaysMs = [...sentAtMs].flatMap(([tail, atMs]) => {
    const doneAtMs = completeAtMs.get(tail);
    return doneAtMs === undefined ? [] : [doneAtMs - atMs];
  });
  const [firstMs = Number.NaN, ...restMs] = delaysMs;
  return {
    name,
    delaysMs: restMs,
    firstMs,
    receivedShare: delaysMs.length / recording.pictures.length,
    ffmpegCpuShare: ffmpegSeconds / seconds,
    ownCpuShare: (own.user + own.system) / 1e6 / seconds,
  };
}

/** User and system time of a process (man 5 proc: fields 14 and 15, in hundredths); 0 where there is no /proc. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

function tabulate(results: Result[]): string {
  const base = percentile(results[0]!.delaysMs, 0.5);
  const ms = (value: number) => value.toFixed(1);
  const share = (value: number) => `${(value * 100).toFixed(1)} %`;
  const headings = [
    '',
    'p50 ms',
    'p95 ms',
    'max ms',
    'p50 ratio',
    'first ms',
    'received',
    'ffmpeg CPU',
    'own CPU',
  ];
  const rows = results.map(({ name, delaysMs, firstMs, receivedShare, ffmpegCpuShare, ownCpuShare }) => [
    name,
    ...[0.5, 0.95, 1].map((at) => ms(percentile(delaysMs, at))),
    `${(percentile(delaysMs, 0.5) / base).toFixed(1)} ×`,
    ms(firstMs),
    share(receivedShare),
    share(ffmpegCpuShare),
    share(ownCpuShare),
  ]);
  return formatTable([headings, ...rows]);
}

export async function run(): Promise<void> {
  const steady = await recordPictures({
    size: '640x480',
    framesPerSecond: 30,
    seconds: 8,
    bitsPerSecond: 2_000_000,
  });
  const bursty = await recordPictures({
    size: '1920x1080',
    framesPerSecond: 30,
    seconds: 3,
    bitsPerSecond: 12_000_000,
  });

  const describe = ({ pictures, bitsPerSecond, framesPerSecond }: Recording) => {
    const largest = Math.max(...pictures.map(({ bytes }) => bytes.length));
    const rate = (bitsPerSecond / 1e6).toFixed(1);
    return `${pictures.length} pictures at ${framesPerSecond} a second, ${rate} Mbit/s, the largest ${Math.round(largest / 1000)} kB`;
  };

  console.log(`\nArrival → access unit: ${describe(steady)}`);
  const udp = await measure('UDP, own socket → demuxer', steady, udpBySocket);
  const udpFfmpeg = await measure('UDP, ffmpeg → demuxer', steady, udpByFfmpeg);
  const srt = await measure(`SRT (latency ${srtLatencyMs} ms), ffmpeg → demuxer`, steady, srtByFfmpeg);
  const muxer = await measure('UDP, ffmpeg muxing fMP4', steady, udpByFfmpegMuxer);
  console.log(tabulate([udp, udpFfmpeg, srt, muxer]));

  console.log(`\nBursts: ${describe(bursty)}`);
  const burstUdp = await measure('UDP, own socket → demuxer', bursty, udpBySocket);
  const burstFfmpeg = await measure('UDP, ffmpeg → demuxer', bursty, udpByFfmpeg);
  console.log(tabulate([burstUdp, burstFfmpeg]));

  const limitMs = 1000 / steady.framesPerSecond + promisedMarginMs;
  const worstMs = Math.max(percentile(udp.delaysMs, 0.95), percentile(srt.delaysMs, 0.95) - srtLatencyMs);
  const holds = worstMs <= limitMs;
  console.log(
    `\nArrival → access unit in the packager ≤ 1 frame + ${promisedMarginMs} ms at p95: ${holds ? 'holds' : 'DOES NOT HOLD'} ` +
      `(${worstMs.toFixed(1)} of ${limitMs.toFixed(1)} ms; for SRT beyond its latency)`,
  );
  if (!holds) process.exitCode = 1;
}
