/** The part of the client that knows recordings. Made by the gateway's client. */
import type { Playback, Recording, RecordingList } from '@rpi-live-camera/protocol';
import { recordingPaths } from '@rpi-live-camera/protocol/http';
import type { RequestOptions } from './gateway-client.js';

export type ListRecordingsOptions = RequestOptions & {
  /** From 1 to 1000. @default 100 */
  limit?: number;
  /** `next` of the page before. @default the first page */
  before?: string;
};

export type OpenPlaybackOptions = RequestOptions & {
  /** Of the playback of before, whose URLs are to stay good with the token of now. @default new URLs */
  grant?: string;
};

/** Each call throws `GatewayClientError`. */
export type RecordingClient = {
  /** A page of a camera's recordings, newest first. */
  list(cameraId: string, options?: ListRecordingsOptions): Promise<RecordingList>;
  /** @throws GatewayClientError `recording_not_found` */
  get(cameraId: string, recordingId: string, options?: RequestOptions): Promise<Recording>;
  /** URLs, absolute, to play it at without a header. @throws GatewayClientError `recording_not_found` */
  play(cameraId: string, recordingId: string, options?: OpenPlaybackOptions): Promise<Playback>;
  /** Address of its first picture, for who sends a token; opens no playback. */
  posterUrl(cameraId: string, recordingId: string): string;
  /** Deletes it for good; one that is being made ends for it. @throws GatewayClientError `recording_not_found` */
  delete(cameraId: string, recordingId: string, options?: RequestOptions): Promise<void>;
  /** Records from now on, where that is done on demand. @throws GatewayClientError `recording_refused`, `storage_full` */
  start(cameraId: string, options?: RequestOptions): Promise<Recording>;
  /** Resolves when it is finished. @throws GatewayClientError `recording_not_found`, `recording_refused` */
  stop(cameraId: string, options?: RequestOptions): Promise<Recording>;
};

export type RecordingClientDeps = {
  ask(path: string, options: RequestOptions & { method?: string; body?: string }): Promise<Response>;
  urlOf(path: string): string;
  readJson(response: Response): Promise<unknown>;
};

export function createRecordingClient({ ask, urlOf, readJson }: RecordingClientDeps): RecordingClient {
  const encode = encodeURIComponent;
  const pathOf = (cameraId: string, recordingId: string) =>
    recordingPaths.recording(encode(cameraId), encode(recordingId));
  const askFor = async (path: string, method: string, { signal }: RequestOptions, body?: string) =>
    ask(path, { method, ...(signal && { signal }), ...(body !== undefined && { body }) });

  return {
    async list(cameraId, options = {}) {
      const query = new URLSearchParams();
      if (options.limit !== undefined) query.set('limit', String(options.limit));
      if (options.before !== undefined) query.set('before', options.before);
      const path = recordingPaths.recordings(encode(cameraId));
      const answer = await askFor(query.size > 0 ? `${path}?${query}` : path, 'GET', options);
      return (await readJson(answer)) as RecordingList;
    },
    async get(cameraId, recordingId, options = {}) {
      return (await readJson(await askFor(pathOf(cameraId, recordingId), 'GET', options))) as Recording;
    },
    async play(cameraId, recordingId, options = {}) {
      const path = recordingPaths.playback(encode(cameraId), encode(recordingId));
      const { grant } = options;
      const answer = await askFor(
        path,
        'POST',
        options,
        JSON.stringify(grant === undefined ? {} : { grant }),
      );
      const playback = (await readJson(answer)) as Playback;
      const absolute = (url: string): string => new URL(url, answer.url || urlOf(path)).href;
      const { hlsUrl, mp4Url, posterUrl } = playback;
      return {
        ...playback,
        hlsUrl: absolute(hlsUrl),
        mp4Url: absolute(mp4Url),
        posterUrl: absolute(posterUrl),
      };
    },
    posterUrl: (cameraId, recordingId) => urlOf(recordingPaths.poster(encode(cameraId), encode(recordingId))),
    async delete(cameraId, recordingId, options = {}) {
      await askFor(pathOf(cameraId, recordingId), 'DELETE', options);
    },
    async start(cameraId, options = {}) {
      const answer = await askFor(recordingPaths.recordings(encode(cameraId)), 'POST', options);
      return (await readJson(answer)) as Recording;
    },
    async stop(cameraId, options = {}) {
      const answer = await askFor(recordingPaths.stop(encode(cameraId)), 'POST', options);
      return (await readJson(answer)) as Recording;
    },
  };
}
