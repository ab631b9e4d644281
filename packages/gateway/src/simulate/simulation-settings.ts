/** What `--simulate` puts under the settings: a broker inside the gateway and a camera that films a test picture. */
import { createServer } from 'node:net';
import { GatewayError } from '../errors/gateway-error.js';
import { chooseSimulatedIngest } from './simulated-ingest.js';

const usualBrokerPort = 1883;

/**
 * Settings in the shape of the file, to be laid under it. A broker that is there already keeps its port.
 *
 * @throws GatewayError `ffmpeg_failed` without a usable ffmpeg
 */
export async function simulationSettings(ffmpegPath: string): Promise<Record<string, unknown>> {
  const ingest = await chooseSimulatedIngest(ffmpegPath);
  if (!ingest.ok) throw new GatewayError('ffmpeg_failed', ingest.message);
  const port = (await isFree(usualBrokerPort)) ? usualBrokerPort : 0;
  return {
    broker: { enabled: true, host: '127.0.0.1', port },
    ingest: { protocol: ingest.protocol },
    cameras: [{ id: 'demo', name: 'Simulated camera' }],
  };
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
