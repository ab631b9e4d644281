/** What `--simulate` puts under the settings: a broker inside the gateway and a camera that films a test picture. */
import { createServer } from 'node:net';

const usualBrokerPort = 1883;

/** Settings in the shape of the file, to be laid under it. A broker that is there already keeps its port. */
export async function simulationSettings(): Promise<Record<string, unknown>> {
  const port = (await isFree(usualBrokerPort)) ? usualBrokerPort : 0;
  return {
    broker: { enabled: true, host: '127.0.0.1', port },
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
