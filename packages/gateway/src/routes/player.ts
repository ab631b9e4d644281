/**
 * `GET /player.js` and what it loads lazily, from the player package's build: so that a page needs neither a bundler
 * nor a CDN, and a LAN no internet.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';

const gzipAsync = promisify(gzip);

export type PlayerRoutesDeps = {
  /** Folder of the player's CDN build. @default that of the installed player package */
  folder?: string;
};

type PlayerFile = {
  /** A build while the gateway runs replaces the files. */
  modifiedAtMs: number;
  plain: Uint8Array<ArrayBuffer>;
  zipped: Promise<Uint8Array<ArrayBuffer>>;
  etag: string;
};

export function createPlayerRoutes({ folder = playerFolder() }: PlayerRoutesDeps = {}): Hono<AppEnv> {
  const cache = new Map<string, PlayerFile>();

  const serve = async (c: Context<AppEnv>, name: string): Promise<Response> => {
    const path = join(folder, name);
    const cached = cache.get(name);
    const isFresh = cached?.modifiedAtMs === statSync(path).mtimeMs;
    const file = cached && isFresh ? cached : readPlayerFile(path);
    cache.set(name, file);
    c.header('Content-Type', 'text/javascript; charset=utf-8');
    c.header('Cross-Origin-Resource-Policy', 'cross-origin');
    c.header('ETag', file.etag);
    c.header('Vary', 'Accept-Encoding');
    // Lazy chunks carry a hash of their content in their name; the entry has to be asked for again.
    c.header(
      'Cache-Control',
      isEntry(name) ? 'public, max-age=0, must-revalidate' : 'public, max-age=31536000, immutable',
    );
    if (c.req.header('If-None-Match') === file.etag) return c.body(null, 304);
    if (!c.req.header('Accept-Encoding')?.includes('gzip')) return c.body(file.plain);
    c.header('Content-Encoding', 'gzip');
    return c.body(await file.zipped);
  };

  return new Hono<AppEnv>().get('/:name{[A-Za-z0-9_.-]+\\.js}', async (c, next) => {
    const name = c.req.param('name');
    if (listPlayerFiles(folder).includes(name)) return serve(c, name);
    if (!isEntry(name)) return next();
    throw new GatewayError('not_found', 'The player has not been built: run "npm run build" first.');
  });
}

function isEntry(name: string): boolean {
  return name === 'player.js' || name === 'player.iife.js';
}

function playerFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('@rpi-live-camera/player/package.json');
  return join(dirname(manifest), 'cdn');
}

function listPlayerFiles(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readPlayerFile(path: string): PlayerFile {
  const { mtimeMs } = statSync(path);
  const plain = new Uint8Array(readFileSync(path));
  const etag = `"${createHash('sha256').update(plain).digest('base64url').slice(0, 22)}"`;
  const zipped = gzipAsync(plain, { level: 9 }).then((bytes) => new Uint8Array(bytes));
  return { modifiedAtMs: mtimeMs, plain, zipped, etag };
}
