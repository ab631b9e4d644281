/** A recording as one file, a clip of it, and its poster, under a grant. Each download is written to the log. */
import { Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { isLaterRange, type RangeRequest, readRangeRequest } from '../http/byte-range.js';
import type { ClipRange, Movie } from '../recording/movie.js';
import { MoviePlans, type MovieRequest, type PlannedMovie } from '../recording/movie-plans.js';
import type { PlaybackGrants } from '../recording/playback-grants.js';
import type { Posters } from '../recording/posters.js';
import type { RecordingCatalog } from '../recording/recording-catalog.js';
import type { ByteSpan } from '../storage/recording-storage.js';
import type { RecordingAudit } from './recording-audit.js';

export type RecordingDownloadsDeps = {
  grants: Pick<PlaybackGrants, 'use'>;
  catalog: Pick<RecordingCatalog, 'indexOf' | 'readMedia'>;
  posters: Pick<Posters, 'of'>;
  audit: RecordingAudit;
};

/** Each reads the disk as fast as its client takes it. */
const maxDownloads = 16;
const usableByAll = { 'Cross-Origin-Resource-Policy': 'cross-origin' };

export function createRecordingDownloads(deps: RecordingDownloadsDeps): Hono<AppEnv> {
  const { grants, catalog, posters, audit } = deps;
  const plans = new MoviePlans(catalog);
  let downloadCount = 0;

  function assertRoom(): void {
    if (downloadCount >= maxDownloads) {
      throw new GatewayError(
        'too_many_requests',
        `${maxDownloads} recordings are being downloaded, as many as may be. Try again when one is done.`,
        { retryAfterMs: 5000 },
      );
    }
  }

  /** Counted from the first read on: an answer that nobody reads holds nothing. */
  async function* readCounted(movie: Movie, span?: ByteSpan): AsyncGenerator<Buffer, void> {
    downloadCount += 1;
    try {
      yield* movie.read(span);
    } finally {
      downloadCount -= 1;
    }
  }

  async function plan(request: MovieRequest): Promise<PlannedMovie> {
    assertRoom();
    downloadCount += 1;
    try {
      return await plans.get(request);
    } finally {
      downloadCount -= 1;
    }
  }

  return new Hono<AppEnv>()
    .get('/recordings/:grant/:cameraId/recording.mp4', async (c) => {
      const { grant, cameraId } = c.req.param();
      const key = grants.use(grant, cameraId);
      const clip: ClipRange = {
        fromMs: readTime('from', c.req.query('from')),
        toMs: readTime('to', c.req.query('to')),
      };
      const request: RangeRequest = { method: c.req.method, header: (name) => c.req.header(name) };
      const movie = await plan({ grant: key, range: clip, isLater: isLaterRange(request) });
      const { byteLength, etag } = movie;
      if (movie.isNew) {
        const isClip = clip.fromMs !== undefined || clip.toMs !== undefined;
        audit(c, key, isClip ? 'downloaded a clip of a recording' : 'downloaded a recording');
      }
      const range = readRangeRequest(request, movie);
      const headers = { 'Accept-Ranges': 'bytes', ETag: etag, 'Cache-Control': 'no-store', ...usableByAll };
      if (range === 'unsatisfiable')
        return c.body(null, 416, { ...headers, 'Content-Range': `bytes */${byteLength}` });
      const span = range === 'all' ? { at: 0, byteLength } : range;
      return c.body(ReadableStream.from(readCounted(movie, span)), range === 'all' ? 200 : 206, {
        ...headers,
        'Content-Type': 'video/mp4',
        'Content-Length': String(span.byteLength),
        'Content-Disposition': `attachment; filename="${fileName(cameraId, movie.startedAtMs)}"`,
        ...(range !== 'all' && {
          'Content-Range': `bytes ${span.at}-${span.at + span.byteLength - 1}/${byteLength}`,
        }),
      });
    })
    .get('/recordings/:grant/:cameraId/poster.jpg', async (c) => {
      const { grant, cameraId } = c.req.param();
      const jpeg = await posters.of(grants.use(grant, cameraId));
      return c.body(jpeg as Uint8Array<ArrayBuffer>, 200, {
        'Content-Type': 'image/jpeg',
        'Content-Length': String(jpeg.length),
        'Cache-Control': 'private, max-age=3600',
        ...usableByAll,
      });
    });
}

/** Epoch milliseconds. @throws GatewayError `invalid_request` */
function readTime(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  throw new GatewayError('invalid_request', `${name} must be a time such as 2026-11-20T12:00:00.000Z.`);
}

/** Camera ids are letters, digits, "_" and "-". */
function fileName(cameraId: string, startedAtMs: number): string {
  return `${cameraId}-${new Date(startedAtMs).toISOString().replace(/[-:]|\.\d+/g, '')}.mp4`;
}
