/** Which ports of this machine are free: the demo asks before it starts anything. Called by `main.ts`. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** How far above a taken port another one is looked for. */
const searchedPortCount = 50;

/** Whether a TCP server could listen there now. Rejects when the address is not one of this machine. */
export async function canListen({ host, port }: { host: string; port: number }): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch (error) {
    if (['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** The first free port from `port` upwards; `undefined` when `searchedPortCount` ports in a row are taken. */
export async function firstFreePort({
  host,
  port,
}: {
  host: string;
  port: number;
}): Promise<number | undefined> {
  const lastPort = Math.min(port + searchedPortCount - 1, 65_535);
  for (let candidate = port; candidate <= lastPort; candidate += 1) {
    if (await canListen({ host, port: candidate })) return candidate;
  }
  return undefined;
}
