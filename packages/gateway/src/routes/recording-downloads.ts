/**
 * A recording as one file, a clip of it, and its poster, under a grant. The file is for `<video>` as well as for saving: it
 * has ranges (RFC 9110 §14) and a name. What is downloaded is written to the log.
 */
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { isLaterRange, type RangeRequest, readRangeRequest } from '../http/byte-range.js';
import { createPacedBody } from '../http/paced-body.js';
import type { AnswerSlots } from '../limits/answer-slots.js';
import type { ClipRange } from '../recording/clip.js';
import type { Movies } from '../recording/movies.js';
import type { PlaybackGrant, PlaybackGrants } from '../recording/playback-grants.js';
import type { Posters } from '../recording/posters.js';
import { respondWithPoster } from './poster-response.js';
import type { RecordingAudit } from './recording-audit.js';

export type RecordingDownloadsDeps = {
  grants: Pick<PlaybackGrants, 'use'>;
  movies: Pick<Movies, 'open'>;
  posters: Pick<Posters, 'of'>;
  slots: Pick<AnswerSlots, 'claim'>;
  /** Setting `limits.stalledTimeoutMs`. */
  stalledTimeoutMs: number;
  audit: RecordingAudit;
};

const usableByAll = { 'Cross-Origin-Resource-Policy': 'cross-origin' };

export function createRecordingDownloads(deps: RecordingDownloadsDeps): Hono<AppEnv> {
  const { grants, movies, posters, slots, stalledTimeoutMs, audit } = deps;
  function auditDownload(c: Context<AppEnv>, key: PlaybackGrant, { fromMs, toMs }: ClipRange): void {
    const isClip = fromMs !== undefined || toMs !== undefined;
    const times = { from: toIsoTime(fromMs), to: toIsoTime(toMs) };
    audit(c, { ...key, ...times }, isClip ? 'downloaded a clip of a recording' : 'downloaded a recording');
  }

  async function answerMovie(c: Context<AppEnv>, key: PlaybackGrant, release: () => void): Promise<Response> {
    const { grant, cameraId, recordingId } = key;
    const range = {
      fromMs: readTime('from', c.req.query('from')),
      toMs: readTime('to', c.req.query('to')),
    };
    const request: RangeRequest = { method: c.req.method, header: (name) => c.req.header(name) };
    const isLater = isLaterRange(request);
    const { movie, noteSent } = await movies.open({ key, range, isLater, signal: c.req.raw.signal });
    const { byteLength, startedAtMs } = movie;
    const disposition = c.req.query('download') === undefined ? 'inline' : 'attachment';
    const etag = `"${recordingId}.${startedAtMs}.${byteLength}"`;
    const headers = {
      'Content-Type': 'video/mp4',
      'Content-Disposition': `${disposition}; filename="${fileName(cameraId, startedAtMs)}"`,
      'Cache-Control': 'no-store',
      'Accept-Ranges': 'bytes',
      ETag: etag,
      ...usableByAll,
    };
    if (c.req.method === 'HEAD') {
      release();
      return c.body(null, 200, { ...headers, 'Content-Length': String(byteLength) });
    }
    const wanted = readRangeRequest(request, { byteLength, etag });
    if (wanted === 'unsatisfiable') {
      release();
      return c.body(null, 416, { 'Content-Range': `bytes */${byteLength}`, ...usableByAll });
    }
    if (noteSent() === 'first time') auditDownload(c, key, range);
    const span = wanted === 'all' ? { at: 0, byteLength } : wanted;

    /** A right that ends, or a recording that is deleted, ends what is on its way. */
    async function* readWhileAllowed(): AsyncGenerator<Buffer, void> {
      for await (const bytes of movie.read(span)) {
        grants.use(grant, cameraId);
        yield bytes;
      }
    }

    const body = createPacedBody(readWhileAllowed(), { timeoutMs: stalledTimeoutMs, onEnd: release });
    const lengths = { ...headers, 'Content-Length': String(span.byteLength) };
    if (wanted === 'all') return c.body(body, 200, lengths);
    const last = span.at + span.byteLength - 1;
    return c.body(body, 206, { ...lengths, 'Content-Range': `bytes ${span.at}-${last}/${byteLength}` });
  }

  return new Hono<AppEnv>()
    .get('/recordings/:grant/:cameraId/recording.mp4', async (c) => {
      const { grant, cameraId } = c.req.param();
      const key = grants.use(grant, cameraId);
      const release = await slots.claim(key);
      try {
        return await answerMovie(c, key, release);
      } catch (error) {
        release();
        throw error;
      }
    })
    .get('/recordings/:grant/:cameraId/poster.jpg', async (c) => {
      const { grant, cameraId } = c.req.param();
      return respondWithPoster(c, await posters.of(grants.use(grant, cameraId)));
    });
}

/** Epoch milliseconds. @throws GatewayError `invalid_request` */
function readTime(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  throw new GatewayError('invalid_request', `${name} must be a time such as 2026-11-20T12:00:00.000Z.`);
}

function toIsoTime(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

/** Camera ids are letters, digits, "_" and "-". */
function fileName(cameraId: string, startedAtMs: number): string {
  return `${cameraId}-${new Date(startedAtMs).toISOString().replace(/[-:]|\.\d+/g, '')}.mp4`;
}
