/** The scene of a watch: the clock camera, the network before the gateway, and the gateway. */
import { type BadNetwork, createBadNetwork } from '../bad-network.js';
import { type BenchScene, startBenchScene } from '../bench-scene.js';
import { createOpened } from '../opened.js';
import { startClockCamera } from './clock-camera.js';
import type { WatchOptions } from './watch.js';

export type ClockScene = BenchScene & { network: BadNetwork };

export async function startClockScene(options: WatchOptions): Promise<ClockScene> {
  const { keyframeMs, ingest, srtLatencyMs } = options;
  const opened = createOpened();
  try {
    const clock = opened.add(await startClockCamera({ keyframeMs }));
    const network = opened.add(createNetwork(options));
    const push = async (url: string) => clock.push(await network.lead(url));
    const scene = opened.add(await startBenchScene({ ingest, srtLatencyMs, keyframeMs, push }));
    return { ...scene, network, close: opened.close };
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
