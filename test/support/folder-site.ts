/** A web site of its own origin which serves a built folder from the disk, as any web server does. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

export type FolderSite = {
  /** Origin without a slash at the end. */
  url: string;
  close(): Promise<void>;
};

/** Serves `folder` on a free port of the loopback interface, each text of `replaced` by the one that stands for it. */
export async function startFolderSite(folder: string, replaced: Record<string, string>): Promise<FolderSite> {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const path = join(folder, normalize(pathname.endsWith('/') ? `${pathname}index.html` : pathname));
    try {
      let text = await readFile(path, 'utf8');
      for (const [from, to] of Object.entries(replaced)) text = text.replaceAll(from, to);
      response.writeHead(200, { 'Content-Type': contentTypes[extname(path)] ?? 'text/plain' }).end(text);
    } catch {
      response.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
