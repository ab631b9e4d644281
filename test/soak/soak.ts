/**
 * The soak: a gateway with viewers who come and go by every transport, cameras that are real agents, and a fault every few
 * seconds, for as long as it takes to see whether anything grows, gets lost, or stays behind.
 */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { SelfMeasure } from '../../packages/gateway/src/testing/soaked-gateway.js';
import { startDelayingRelay } from '../faults/delaying-relay.js';
import { until } from '../support/deadline.js';
import { freeTcpPort, freeUdpPortRange } from '../support/free-port.js';
import { startMosquitto } from '../support/mosquitto.js';
import { descendantsOf, isRunning } from '../support/processes.js';
import { seededRandom } from '../support/seeded-random.js';
import { startGatewayUnderSoak } from './gateway-under-soak.js';
import { startSoakCamera } from './soak-cameras.js';
import { type FaultScene, soakFaults } from './soak-faults.js';
import type { SoakOptions } from './soak-options.js';
import { type Manner, type ViewerBook, visit } from './soak-viewer.js';

export type SoakSample = SelfMeasure & { atMs: number; childCount: number };

export type SoakResult = {
  /** As in the options. */
  isInterpreted: boolean;
  samples: SoakSample[];
  book: ViewerBook;
  /** Fault → how often. */
  faults: Map<string, number>;
  /** Warnings and errors of the gateway: sentence → how often. */
  said: ReadonlyMap<string, number>;
  /** What was there at the end and should not have been, as sentences. */
  leftovers: string[];
};

const sampleEveryMs = 5000;
const stays = { shortestMs: 2000, longestMs: 30_000 };
/** Each in a process of its own, which costs. */
const maxWebRtcViewers = 2;
const video = { width: 320, height: 240, framesPerSecond: 15, bitsPerSecond: 400_000 };
const portsEach = 4;

export async function soak(
  options: SoakOptions,
  onSample: (sample: SoakSample) => void,
): Promise<SoakResult> {
  const { minutes, viewerCount, cameraCount, faultEveryMs, seed, isInterpreted } = options;
  const opened: { close(): Promise<unknown> }[] = [];
  const stop = new AbortController();
  // Each viewer listens, and the two that strike and measure.
  setMaxListeners(viewerCount + 2, stop.signal);
  try {
    const mosquitto = await startMosquitto();
    opened.push(mosquitto);
    const relay = await startDelayingRelay(mosquitto.port);
    opened.push(relay);
    const portCount = portsEach * cameraCount;
    const firstPort = await freeUdpPortRange(portCount);
    const lastPort = firstPort + portCount - 1;
    const ids = Array.from({ length: cameraCount }, (_, index) => `camera-${index + 1}`);
    const config = {
      mqtt: { url: `mqtt://127.0.0.1:${relay.port}` },
      cameras: ids.map((id) => ({ id, video })),
      ingest: { bindHost: '127.0.0.1', ports: `${firstPort}-${lastPort}` },
      sessions: { keepAliveMs: 5000, graceMs: 2000, leaseMs: 15_000 },
    };
    const gateway = await startGatewayUnderSoak({ config, port: await freeTcpPort(), isInterpreted });
    opened.push({ close: async () => gateway.kill() });
    const cameras = await Promise.all(ids.map((id) => startSoakCamera(id, mosquitto.url)));
    opened.push(...cameras);
    const scene: FaultScene = {
      gateway,
      mosquitto,
      relay,
      cameras,
      ports: [firstPort, lastPort],
      random: seededRandom(seed),
    };
    await warmUp(gateway.url, ids[0]!);
    const atRest = await measure(gateway);

    const book = createBook();
    const faults = new Map<string, number>();
    const samples: SoakSample[] = [];
    const endsAtMs = performance.now() + minutes * 60_000;
    setTimeout(() => stop.abort(), minutes * 60_000);
    const visiting = comeAndGo({
      viewerCount,
      gatewayUrl: gateway.url,
      ids,
      book,
      seed,
      signal: stop.signal,
    });
    const striking = breakThings(scene, { faultEveryMs, faults, signal: stop.signal });
    while (performance.now() < endsAtMs) {
      await delay(sampleEveryMs, undefined, { signal: stop.signal }).catch(() => {});
      const sample = await measure(gateway);
      samples.push(sample);
      onSample(sample);
    }
    await Promise.all([...visiting, striking]);
    const leftovers = [...(await findLeftovers(gateway, atRest)), ...(await endGateway(gateway))];
    return { isInterpreted, samples, book, faults, said: gateway.said, leftovers };
  } finally {
    stop.abort();
    for (const part of opened.reverse()) await part.close();
  }
}

async function measure(gateway: Awaited<ReturnType<typeof startGatewayUnderSoak>>): Promise<SoakSample> {
  const measured = await gateway.measure();
  return { ...measured, atMs: performance.now(), childCount: (await descendantsOf(gateway.pid)).length };
}

const createBook = (): ViewerBook => ({ watched: new Map(), bytes: 0, refused: new Map(), lost: [] });

/** One viewer by each transport: what is loaded or started for the first of a kind, and stays, is no leftover. */
async function warmUp(gatewayUrl: string, cameraId: string): Promise<void> {
  for (const transport of [...withoutWebRtc, 'webrtc'] as const) {
    const manner: Manner = { transport, staysMs: 5000, pace: 'normal', leaves: 'in order' };
    const book = createBook();
    const hasWatched = async () => {
      await visit({ gatewayUrl, cameraId, manner, book, signal: new AbortController().signal });
      return book.watched.size > 0;
    };
    await until(hasWatched, { what: `a camera to be seen by ${transport}`, withinMs: 60_000 });
  }
  const isAtRest = async () => (await countSessions(gatewayUrl)) === '0';
  await until(isAtRest, { what: 'the end of all sessions', withinMs: restMs });
}

const countSessions = async (gatewayUrl: string): Promise<string | undefined> =>
  /^rpi_live_camera_sessions (\d+)/m.exec(await (await fetch(`${gatewayUrl}/metrics`)).text())?.[1];

type Coming = {
  viewerCount: number;
  gatewayUrl: string;
  ids: readonly string[];
  book: ViewerBook;
  seed: number;
  signal: AbortSignal;
};

/** So many places, each taken by one viewer after the other. */
function comeAndGo({ viewerCount, gatewayUrl, ids, book, seed, signal }: Coming): Promise<void>[] {
  return Array.from({ length: viewerCount }, async (_, place) => {
    const random = seededRandom(seed * 1000 + place);
    const transports = place < maxWebRtcViewers ? webRtcToo : withoutWebRtc;
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)]!;
    while (!signal.aborted) {
      const manner: Manner = {
        transport: pick(transports),
        staysMs: stays.shortestMs + random() * (stays.longestMs - stays.shortestMs),
        pace: random() < 0.15 ? 'slow' : 'normal',
        leaves: random() < 0.3 ? 'hanging up' : 'in order',
      };
      await visit({ gatewayUrl, cameraId: pick(ids), manner, book, signal });
    }
  });
}

const withoutWebRtc = ['hls', 'fmp4', 'socket', 'mjpeg'] as const;
const webRtcToo = [...withoutWebRtc, 'webrtc', 'webrtc'] as const;

type Breaking = { faultEveryMs: number; faults: Map<string, number>; signal: AbortSignal };

async function breakThings(scene: FaultScene, { faultEveryMs, faults, signal }: Breaking): Promise<void> {
  while (!signal.aborted) {
    const next = delay(faultEveryMs, undefined, { signal }).catch(() => {});
    const { name, strike } = soakFaults[Math.floor(scene.random() * soakFaults.length)]!;
    faults.set(name, (faults.get(name) ?? 0) + 1);
    await Promise.all([strike(scene), next]);
  }
}

/** Longer than a session that nobody keeps alive lasts, with its stream's grace, and than a WebRTC connection is waited for that was cut off. */
const restMs = 60_000;

async function findLeftovers(
  gateway: Awaited<ReturnType<typeof startGatewayUnderSoak>>,
  atRest: SoakSample,
): Promise<string[]> {
  const find = async (): Promise<string[]> => {
    const now = await measure(gateway);
    const sessions = await countSessions(gateway.url);
    const grown = Object.entries(now.resources)
      .filter(([kind, count]) => kind !== 'TCPSocketWrap' && count > (atRest.resources[kind] ?? 0))
      .map(([kind, count]) => `${count} of ${kind}, ${atRest.resources[kind] ?? 0} before`);
    // One connection each for asking, and what the pool of this process keeps open.
    const sockets = (now.resources.TCPSocketWrap ?? 0) - (atRest.resources.TCPSocketWrap ?? 0);
    return [
      ...grown,
      ...(sockets > 2 ? [`${sockets} sockets more than before`] : []),
      ...(sessions === '0' ? [] : [`${sessions} sessions`]),
      ...(now.childCount > atRest.childCount ? [`${now.childCount} child processes`] : []),
    ];
  };
  let left: string[] = [];
  const isAtRest = async () => {
    left = await find();
    return left.length === 0;
  };
  await until(isAtRest, { what: 'rest', withinMs: restMs, everyMs: 500 }).catch(() => {});
  return left;
}

async function endGateway(gateway: Awaited<ReturnType<typeof startGatewayUnderSoak>>): Promise<string[]> {
  const below = await descendantsOf(gateway.pid);
  const { left, exitCode } = await gateway.end();
  const isStillThere = await Promise.all(below.map(({ pid }) => isRunning(pid)));
  const orphans = below.filter((_, index) => isStillThere[index]).map(({ command }) => `orphan: ${command}`);
  const held = Object.entries(left)
    // What talks to the parent.
    .filter(([kind]) => kind !== 'PipeWrap' && kind !== 'TTYWrap')
    .map(([kind, count]) => `${count} of ${kind} after the end`);
  return [...orphans, ...held, ...(exitCode === 0 ? [] : [`the gateway ended with ${exitCode}`])];
}
