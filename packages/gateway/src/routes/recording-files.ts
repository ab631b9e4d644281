/** What a recording is played by, under a grant: `GET /recordings/:grant/:cameraId/:file`. Playlist, init segments, segments. */
import { playlistMediaType } from '@rpi-live-camera/protocol/http';
import { type Context, Hono } from 'hono';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { readRangeRequest } from '../http/byte-range.js';
import { respondWithBytes } from '../http/bytes-response.js';
import { chooseCoding } from '../http/content-coding.js';
import { holdUntilAnswered } from '../http/until-answered.js';
import type { AnswerSlots } from '../limits/answer-slots.js';
import type { IndexedSegment } from '../recording/index-lines.js';
import type { PlaybackGrant, PlaybackGrants } from '../recording/playback-grants.js';
import type { RecordingCatalog } from '../recording/recording-catalog.js';
import { RecordingPlaylist } from '../recording/recording-playlist.js';
import { findVodFile, vodFilePattern } from '../recording/vod-files.js';

export type RecordingFilesDeps = {
  grants: Pick<PlaybackGrants, 'use'>;
  catalog: Pick<RecordingCatalog, 'indexOf' | 'readMedia'>;
  slots: Pick<AnswerSlots, 'claim'>;
};

const usableByAll = { 'Cross-Origin-Resource-Policy': 'cross-origin' };
/** Private, and not for long: what is deleted is to be gone. */
const mediaLifetime = 'private, max-age=3600, immutable';

export function createRecordingFiles({ grants, catalog, slots }: RecordingFilesDeps): Hono<AppEnv> {
  const path = `/recordings/:grant/:cameraId/:file{index\\.m3u8|${vodFilePattern}}` as const;
  /** For as long as somebody has the index that it is made of. */
  const playlists = new WeakMap<readonly IndexedSegment[], RecordingPlaylist>();
  return new Hono<AppEnv>().get(path, async (c) => {
    const { grant, cameraId, file } = c.req.param();
    const key = grants.use(grant, cameraId);
    await holdUntilAnswered(c, () => slots.claim(key));
    return file === 'index.m3u8' ? answerPlaylist(c, key) : answerMedia(c, key, file);
  });

  async function answerPlaylist(c: Context<AppEnv>, key: PlaybackGrant): Promise<Response> {
    const index = await catalog.indexOf(key);
    const playlist = playlists.get(index.segments) ?? new RecordingPlaylist();
    playlists.set(index.segments, playlist);
    const encoding = chooseCoding(c.req.header('Accept-Encoding'), ['gzip']) === 'gzip' ? 'gzip' : 'identity';
    const form = /^(?:YES|v2)$/.test(c.req.query('_HLS_skip') ?? '') ? 'delta' : 'whole';
    const bytes = playlist.render(index, { type: key.playlistType, form, encoding });
    return respondWithBytes(c, bytes, {
      'Content-Type': playlistMediaType,
      'Content-Length': String(bytes.length),
      'Cache-Control': 'no-store',
      Vary: 'Accept-Encoding',
      ...(encoding === 'gzip' && { 'Content-Encoding': encoding }),
      ...usableByAll,
    });
  }

  async function answerMedia(c: Context<AppEnv>, key: PlaybackGrant, name: string): Promise<Response> {
    const span = findVodFile(await catalog.indexOf(key), name);
    if (!span) throw new GatewayError('not_found', `${name} is not in this recording. Reload the playlist.`);
    const request = { method: c.req.method, header: (name: string) => c.req.header(name) };
    const range = readRangeRequest(request, span);
    if (range === 'unsatisfiable')
      return c.body(null, 416, { 'Content-Range': `bytes */${span.byteLength}` });
    const wanted = range === 'all' ? { at: 0, byteLength: span.byteLength } : range;
    const bytes = await catalog.readMedia(key, { ...wanted, at: span.at + wanted.at });
    const headers = {
      'Content-Type': 'video/mp4',
      'Content-Length': String(bytes.length),
      'Accept-Ranges': 'bytes',
      'Cache-Control': mediaLifetime,
      ...usableByAll,
    };
    if (range === 'all') return respondWithBytes(c, bytes, headers);
    const last = wanted.at + wanted.byteLength - 1;
    return c.body(bytes as Uint8Array<ArrayBuffer>, 206, {
      ...headers,
      'Content-Range': `bytes ${wanted.at}-${last}/${span.byteLength}`,
    });
  }
}
