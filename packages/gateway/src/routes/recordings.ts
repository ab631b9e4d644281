/**
 * The recordings of a camera: listing them, one of them, its poster, URLs to play it at, deleting it, and starting and
 * stopping where they are made on demand. Each access is written to the log.
 */
import {
  type Playback,
  PlaybackRequestSchema,
  type Recording,
  type RecordingList,
  recordingPaths,
} from '@rpi-live-camera/protocol';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { GatewayError } from '../errors/gateway-error.js';
import type { AppEnv } from '../http/app-env.js';
import { readJsonObject } from '../http/json-body.js';
import { publicBase } from '../http/mount-prefix.js';
import { addressKey } from '../limits/client-address.js';
import type { CameraRecorder } from '../recording/camera-recorder.js';
import { continuationOf } from '../recording/continuation.js';
import { type PlaybackGrants, playbackIdleMs } from '../recording/playback-grants.js';
import type { Posters } from '../recording/posters.js';
import type { RecordingCatalog } from '../recording/recording-catalog.js';
import type { RecordingSummary } from '../recording/recording-summary.js';
import type { CameraDirectory } from '../sessions/camera-directory.js';
import { respondWithPoster } from './poster-response.js';
import type { RecordingAudit } from './recording-audit.js';

export type RecordingRoutesDeps = {
  directory: Pick<CameraDirectory, 'get'>;
  catalog: RecordingCatalog;
  recorderOf(cameraId: string): Pick<CameraRecorder, 'record' | 'stop'>;
  grants: PlaybackGrants;
  posters: Pick<Posters, 'of'>;
  /** Setting `publicUrl`: makes every URL absolute. */
  publicUrl: string | null;
  audit: RecordingAudit;
};

const noStore = { 'Cache-Control': 'no-store' };
const pageSize = { usual: 100, largest: 1000 };

export function createRecordingRoutes(deps: RecordingRoutesDeps): Hono<AppEnv> {
  const { directory, catalog, recorderOf, grants, posters, publicUrl, audit } = deps;

  /** Of a camera that is configured. @throws GatewayError `camera_not_found`, `storage_failed` */
  async function know(c: Context<AppEnv, '/:cameraId'>) {
    const cameraId = c.req.param('cameraId');
    directory.get(cameraId);
    await catalog.ready();
    return { cameraId, viewer: c.get('caller').viewer };
  }

  /** Also of one that was, and has left recordings. @throws as `know` */
  async function knowKept(c: Context<AppEnv, '/:cameraId'>) {
    const cameraId = c.req.param('cameraId');
    await catalog.ready();
    if (!catalog.cameraIds().has(cameraId)) directory.get(cameraId);
    return { cameraId, viewer: c.get('caller').viewer };
  }

  async function knowRecording(c: Context<AppEnv, '/:cameraId/:recordingId'>) {
    const recordingId = c.req.param('recordingId');
    return { ...(await knowKept(c)), recordingId };
  }

  function describe(recording: RecordingSummary): Recording {
    return describeRecording(recording, continuationOf(recording, catalog.list(recording.cameraId)));
  }

  return new Hono<AppEnv>()
    .get(recordingPaths.recordings(':cameraId'), async (c) => {
      const known = await knowKept(c);
      const all = catalog.list(known.cameraId);
      const { shown, next } = page(all, readLimit(c.req.query('limit')), c.req.query('before'));
      const list: RecordingList = {
        recordings: shown.map((one) => describeRecording(one, continuationOf(one, all))),
        next,
      };
      audit(c, known, 'listed recordings');
      return c.json(list, 200, noStore);
    })
    .post(recordingPaths.recordings(':cameraId'), async (c) => {
      const known = await know(c);
      const recording = await recorderOf(known.cameraId).record();
      audit(c, { ...known, recordingId: recording.recordingId }, 'started a recording');
      return c.json(describe(recording), 201, noStore);
    })
    .post(recordingPaths.stop(':cameraId'), async (c) => {
      const known = await know(c);
      const recording = await recorderOf(known.cameraId).stop();
      audit(c, { ...known, recordingId: recording.recordingId }, 'stopped a recording');
      return c.json(describe(recording), 200, noStore);
    })
    .get(recordingPaths.recording(':cameraId', ':recordingId'), async (c) => {
      const known = await knowRecording(c);
      const recording = catalog.get(known);
      audit(c, known, 'looked at a recording');
      return c.json(describe(recording), 200, noStore);
    })
    .get(recordingPaths.poster(':cameraId', ':recordingId'), async (c) => {
      const known = await knowRecording(c);
      const jpeg = await posters.of(known);
      audit(c, known, 'looked at the poster of a recording');
      return respondWithPoster(c, jpeg);
    })
    .delete(recordingPaths.recording(':cameraId', ':recordingId'), async (c) => {
      const known = await knowRecording(c);
      await catalog.remove(known);
      grants.forget(known);
      audit(c, known, 'deleted a recording');
      return c.body(null, 204);
    })
    .post(recordingPaths.playback(':cameraId', ':recordingId'), async (c) => {
      const known = await knowRecording(c);
      const recording = catalog.get(known);
      const asked = v.safeParse(PlaybackRequestSchema, await readJsonObject(c));
      if (!asked.success)
        throw new GatewayError('invalid_request', 'The body must be {}, or { "grant": "…" } of before.');
      const { grant } = grants.open(known, known.viewer, {
        known: asked.output.grant,
        owner: ownerOf(c),
        playlistType: recording.endReason === undefined ? 'EVENT' : 'VOD',
      });
      const { cameraId, recordingId, viewer } = known;
      const base = publicBase(c, recordingPaths.playback(cameraId, recordingId), publicUrl);
      const place = `${base}/recordings/${grant}/${cameraId}`;
      const playback: Playback = {
        recording: describe(recording),
        grant,
        idleMs: playbackIdleMs,
        ...(viewer && { rightsExpireAt: new Date(viewer.expiresAtMs).toISOString() }),
        hlsUrl: `${place}/index.m3u8`,
        mp4Url: `${place}/recording.mp4`,
        posterUrl: `${place}/poster.jpg`,
      };
      audit(c, known, 'was let play a recording');
      return c.json(playback, 201, noStore);
    });
}

/** Whom a grant counts for. */
function ownerOf(c: Context<AppEnv>): string | undefined {
  const { viewer } = c.get('caller');
  const address = c.get('clientAddress');
  return viewer?.identity ?? (address === undefined ? undefined : addressKey(address));
}

function readLimit(text: string | undefined): number {
  if (text === undefined) return pageSize.usual;
  const limit = Number(text);
  if (/^\d{1,6}$/.test(text) && limit >= 1 && limit <= pageSize.largest) return limit;
  throw new GatewayError('invalid_request', `limit must be a whole number from 1 to ${pageSize.largest}.`);
}

/** @param before the last recording of the page before; one that is gone is no obstacle, as ids are in order */
function page(all: readonly RecordingSummary[], limit: number, before: string | undefined) {
  const rest = before === undefined ? all : all.filter(({ recordingId }) => recordingId < before);
  const shown = rest.slice(0, limit);
  return { shown, next: rest.length > limit ? (shown.at(-1)?.recordingId ?? null) : null };
}

function describeRecording(summary: RecordingSummary, continuedIn: string | undefined): Recording {
  const { recordingId, cameraId, startedAtMs, endedAtMs, endReason } = summary;
  const { durationMs, byteLength, codecs, cutCount } = summary;
  return {
    id: recordingId,
    cameraId,
    state: endReason === undefined ? 'recording' : 'finished',
    startedAt: new Date(startedAtMs).toISOString(),
    endedAt: new Date(endedAtMs).toISOString(),
    durationMs,
    byteLength,
    codecs,
    cutCount,
    endReason: endReason ?? null,
    continuedIn: continuedIn ?? null,
  };
}
