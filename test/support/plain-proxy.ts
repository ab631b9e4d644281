/** A proxy that knows nothing of `Upgrade`, as old ones and those set up in a hurry are: it hands on plain requests. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type PlainProxy = {
  /** Origin without a slash at the end. */
  url: string;
  /** Paths for which somebody wanted another protocol, and was not heard. */
  upgrades: string[];
  close(): Promise<void>;
};

/** An answer that the proxy gives by itself. */
export type ProxyAnswer = { status: number; headers: Record<string, string>; body: string };

/**
 * @param targetUrl origin of the server behind it
 * @param intercept answers requests that shall not get through
 */
export async function startPlainProxy(
  targetUrl: string,
  intercept: (asked: IncomingMessage) => ProxyAnswer | undefined = () => undefined,
): Promise<PlainProxy> {
  const upgrades: string[] = [];
  const server = createServer((asked, answer) => {
    const own = intercept(asked);
    if (own !== undefined) {
      answer.writeHead(own.status, own.headers).end(own.body);
      return;
    }
    const { upgrade, connection, ...headers } = asked.headers;
    if (upgrade !== undefined) upgrades.push(asked.url ?? '');
    const asking = request(new URL(asked.url ?? '/', targetUrl), { method: asked.method, headers });
    asking.on('response', (answered) => {
      answer.writeHead(answered.statusCode ?? 502, answered.headers);
      answered.pipe(answer);
    });
    asking.on('error', () => answer.destroy());
    answer.on('close', () => asking.destroy());
    asked.pipe(asking);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    upgrades,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
