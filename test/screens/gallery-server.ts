/** Serves the page of scenes, from source. Used by what photographs it. */
import { resolve } from 'node:path';
import { createServer } from 'vite';

export type GalleryServer = { url: string; close(): Promise<void> };

export async function startGallery(): Promise<GalleryServer> {
  const server = await createServer({
    root: resolve(import.meta.dirname, '../..'),
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@rpi-live-camera/source', 'module', 'browser', 'development'] },
    server: { host: '127.0.0.1', port: 0 },
  });
  await server.listen();
  return {
    url: new URL('test/screens/index.html', server.resolvedUrls!.local[0]).href,
    close: () => server.close(),
  };
}
