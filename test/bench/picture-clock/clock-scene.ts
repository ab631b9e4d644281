/** The scene of a watch: the clock camera, the network before the gateway, the gateway, and a proxy behind it. */
import { freeTcpPort } from '../../support/free-port.js';
import { startProxyExample } from '../../support/proxy-example.js';
import { type BadNetwork, createBadNetwork } from '../bad-network.js';
import { type BenchScene, startBenchScene } from '../bench-scene.js';
import { createOpened } from '../opened.js';
import { startClockCamera } from './clock-camera.js';
import type { WatchOptions } from './watch.js';

export type ClockScene = BenchScene & {
  network: BadNetwork;
  /** Where viewers reach the gateway. */
  viewerUrl: string;
};

export async function startClockScene(options: WatchOptions): Promise<ClockScene> {
  const { keyframeMs, ingest, srtLatencyMs, proxy } = options;
  const opened = createOpened();
  try {
    const clock = opened.add(await startClockCamera({ keyframeMs }));
    const network = opened.add(createNetwork(options));
    const push = async (url: string) => clock.push(await network.lead(url));
    const port = await freeTcpPort();
    const front = proxy && opened.add(await startProxyExample(proxy, port));
    const place = front && { port, publicUrl: front.url };
    const scene = opened.add(await startBenchScene({ ingest, srtLatencyMs, keyframeMs, push, place }));
    return { ...scene, network, viewerUrl: front?.url ?? scene.gateway.url, close: opened.close };
  } catch (error) {
    await opened.close();
    throw error;
  }
}

/** Without a quality asked for there is nothing in the way. */
export function createNetwork({ network, outageMs }: WatchOptions): BadNetwork {
  const bad = createBadNetwork(network ?? { lossShare: 0 });
  return network || outageMs > 0 ? bad : { ...bad, lead: async (url) => url };
}
