/** The options of `npm run bench -- delay`. */
import { parseArgs } from 'node:util';
import { type ProxyName, proxyNames } from '../support/proxy-example.js';
import type { NetworkQuality } from './bad-network.js';
import { parseNumber, parseWord, parseWords } from './bench-options.js';
import type { WatchOptions } from './picture-clock/watch.js';

export type DelayOptions = Omit<WatchOptions, 'browser' | 'signal' | 'proxy'> & {
  transports: readonly string[];
  /** In front of the gateway; each transport is watched through each of them, too. */
  proxies: readonly ProxyName[];
  peerNames: readonly string[];
  runCount: number;
  jsonPath: string | undefined;
  /** What is measured, for the heading of the table. */
  description: string;
};

const transports = ['hls', 'fmp4', 'webrtc', 'mjpeg'] as const;

export function parseDelayOptions(args: string[], peers: readonly string[]): DelayOptions {
  const { values } = parseArgs({
    args,
    options: {
      /** Ways of the tag to watch, in this order. */
      transport: { type: 'string', default: transports.join(',') },
      /** What to compare with; `--peers ''`: nothing. */
      peers: { type: 'string', default: peers.join(',') },
      /** Proxies to watch through, beside direct: nginx, caddy, as `deploy` sets them up. */
      through: { type: 'string', default: '' },
      /** Seconds of each watch, once playing has settled. */
      seconds: { type: 'string', default: '30' },
      runs: { type: 'string', default: '1' },
      /** Milliseconds between two keyframes of the camera. */
      keyframe: { type: 'string', default: '1000' },
      ingest: { type: 'string', default: 'udp' },
      /** Milliseconds; the setting `ingest.srtLatencyMs`. */
      'srt-latency': { type: 'string', default: '20' },
      /** Seconds; the attribute `target-latency`. */
      target: { type: 'string' },
      /** Per cent of the datagrams, each way. */
      loss: { type: 'string', default: '0' },
      /** Milliseconds each way, and how much it varies. */
      delay: { type: 'string', default: '0' },
      jitter: { type: 'string', default: '0' },
      /** Seconds without any network, after the watch. */
      outage: { type: 'string', default: '0' },
      /** File for the figures of every run. */
      json: { type: 'string' },
    },
  });
  const number = (name: Exclude<keyof typeof values, 'target' | 'json'>, min = 0) =>
    parseNumber(name, values[name], min);
  const quality: NetworkQuality = {
    lossShare: number('loss') / 100,
    delayMs: number('delay'),
    jitterMs: number('jitter'),
  };
  const isBad = Object.values(quality).some((value) => value > 0);
  const ingest = parseWord('ingest', values.ingest, ['udp', 'srt'] as const);
  const srtLatencyMs = number('srt-latency');
  const seconds = number('seconds', 1);
  const keyframeMs = number('keyframe', 100);
  const runCount = number('runs', 1);
  const outageMs = number('outage') * 1000;
  const { target } = values;
  if (target !== undefined) parseNumber('target', target, 0);
  const description = [
    '640x480, 30 pictures/s, 2 Mbit/s',
    `keyframe each ${keyframeMs} ms`,
    ingest === 'srt' ? `SRT at ${srtLatencyMs} ms` : 'UDP',
    ...(isBad ? [`${values.loss} % loss, ${values.delay} ± ${values.jitter} ms`] : []),
    ...(outageMs > 0 ? [`then an outage of ${values.outage} s`] : []),
    ...(target === undefined ? [] : [`target-latency ${target} s`]),
    `${runCount} × ${seconds} s`,
  ].join(', ');
  return {
    transports: parseWords('transport', values.transport, transports),
    proxies: parseWords('through', values.through, proxyNames),
    peerNames: parseWords('peers', values.peers, peers),
    runCount,
    jsonPath: values.json,
    description,
    seconds,
    keyframeMs,
    ingest,
    srtLatencyMs,
    network: isBad ? quality : undefined,
    outageMs,
    targetLatency: target,
  };
}
