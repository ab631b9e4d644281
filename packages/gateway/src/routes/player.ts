/**
 * `GET /player.js`, `GET /recordings.js`, what they load lazily and the licences of what is inside, from the player package's
 * build: so that a page needs neither a bundler nor a CDN, and a LAN no internet. Compressed as that build made them; nothing is compressed here.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { respondWithBytes } from '../http/bytes-response.js';
import { chooseCoding } from '../http/content-coding.js';
import { isKnownTo } from '../http/entity-tag.js';
import { type PlayerFile, PlayerFiles } from './player-files.js';

export type PlayerRoutesDeps = {
  /** Folder of the player's CDN build. @default that of the installed player package */
  folder?: string;
};

/** Scripts whose names stay the same from one version to the next. */
const entries: readonly string[] = ['player.js', 'player.iife.js', 'recordings.js'];
/** A name with a hash of the content, as the build gives its chunks. */
const hashedName = /-[\w-]{8}\.js$/;

export function createPlayerRoutes({ folder = playerFolder() }: PlayerRoutesDeps = {}): Hono<AppEnv> {
  const files = new PlayerFiles(folder);

  return new Hono<AppEnv>().get('/:name{[A-Za-z0-9_.-]+\\.js|LICENCES\\.txt}', async (c, next) => {
    const name = c.req.param('name');
    const file = await files.find(name);
    if (file) {
      return respondWithFile(c, file, {
        kept: hashedName.test(name) ? 'for ever' : 'until asked again',
        type: name.endsWith('.js') ? 'text/javascript' : 'text/plain',
      });
    }
    if (!entries.includes(name)) return next();
    throw new GatewayError('not_found', 'The player has not been built: run "npm run build" first.');
  });
}

function respondWithFile(
  c: Context<AppEnv>,
  { plain, hash, compressed }: PlayerFile,
  { kept, type }: { kept: 'for ever' | 'until asked again'; type: string },
): Response {
  const coding = chooseCoding(c.req.header('Accept-Encoding'), [...compressed.keys()]);
  const bytes = coding === 'identity' ? plain : compressed.get(coding)!;
  // Other bytes, another strong tag (RFC 9110 §8.8.3.3).
  const entityTag = coding === 'identity' ? `"${hash}"` : `"${hash}-${coding}"`;
  const headers = {
    'Cross-Origin-Resource-Policy': 'cross-origin',
    ETag: entityTag,
    Vary: 'Accept-Encoding',
    'Cache-Control':
      kept === 'for ever' ? 'public, max-age=31536000, immutable' : 'public, max-age=0, must-revalidate',
  };
  if (isKnownTo(c.req.header('If-None-Match'), entityTag)) return c.body(null, 304, headers);
  return respondWithBytes(c, bytes, {
    ...headers,
    ...(coding === 'identity' ? {} : { 'Content-Encoding': coding }),
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': String(bytes.byteLength),
    'X-Content-Type-Options': 'nosniff',
  });
}

function playerFolder(): string {
  const manifest = createRequire(import.meta.url).resolve('@rpi-live-camera/player/package.json');
  return join(dirname(manifest), 'cdn');
}
