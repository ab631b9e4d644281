/**
 * A web site of its own origin which serves a page from memory: the customer's site that embeds the camera.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export type StaticSite = {
  /** Origin without a slash at the end. */
  url: string;
  /** Paths asked for so far, favicon included. */
  requests: string[];
  close(): Promise<void>;
};

/** Serves `pages` (path → HTML) on a free port of `localhost`, everything else is 404. */
export async function startStaticSite(pages: Record<string, string>): Promise<StaticSite> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    requests.push(path);
    const page = pages[path];
    if (page === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A page with nothing but the element, as a customer writes it. */
export function pageWithCamera({
  gatewayUrl,
  cameraId,
  attributes = 'autoplay muted controls',
}: {
  gatewayUrl: string;
  cameraId: string;
  /** @default 'autoplay muted controls' */
  attributes?: string;
}): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>A site with a camera</title>
<script type="module" src="${gatewayUrl}/player.js"></script>
<rpi-live-camera gateway="${gatewayUrl}" camera="${cameraId}" ${attributes}></rpi-live-camera></html>`;
}
