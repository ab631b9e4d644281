/**
 * The gateway's API of recordings as far as a list of them needs it. Made by the element for one camera; failures are
 * `PlayerError`s, an abort is the signal's own reason.
 */
import type { Playback, Recording, RecordingList } from '@rpi-live-camera/protocol';
import { recordingPaths } from '@rpi-live-camera/protocol/http';
import { PlayerError } from '../errors/player-error.js';
import { gatewayApiUrl, type SessionRequest, toPlayerError } from '../session/gateway-request.js';
import { problemOf } from '../session/kept-alive.js';
import { notUnderstood } from '../session/session-answer.js';
import { askForToken } from '../session/token-source.js';
import { saveLink } from '../timeline/save-link.js';

export type RecordingsClientDeps = SessionRequest & { fetch: typeof fetch };

/** A gateway gives up on a camera long before; this is for one that hangs. */
const answerLimitMs = 60_000;

type Ask = { method?: 'GET' | 'POST' | 'DELETE'; signal?: AbortSignal | undefined; cache?: RequestCache };

export class RecordingsClient {
  #deps: RecordingsClientDeps;
  #cameraId: string;
  /** Serves until it is refused: a list asks often, and pages may get tokens from far away. */
  #token: ReturnType<typeof askForToken> | null = null;

  constructor(deps: RecordingsClientDeps) {
    this.#deps = deps;
    this.#cameraId = encodeURIComponent(deps.cameraId);
  }

  /** A page of them, newest first. @param before `next` of the page before */
  async list(limit: number, before: string | null): Promise<RecordingList> {
    const query = before === null ? '' : `&before=${encodeURIComponent(before)}`;
    const answer = await this.#ask(`${recordingPaths.recordings(this.#cameraId)}?limit=${limit}${query}`);
    const list = (await answer.json().catch(() => null)) as RecordingList | null;
    if (Array.isArray(list?.recordings)) return list;
    throw notUnderstood('no list of recordings');
  }

  /** The first picture of one. */
  async poster(id: string, signal: AbortSignal): Promise<Blob> {
    const path = recordingPaths.poster(this.#cameraId, encodeURIComponent(id));
    return (await this.#ask(path, { signal, cache: 'default' })).blob();
  }

  /** Where one can be downloaded; good for a while. */
  async mp4Url(id: string): Promise<string> {
    const path = recordingPaths.playback(this.#cameraId, encodeURIComponent(id));
    const answer = await this.#ask(path, { method: 'POST' });
    const { mp4Url } = (await answer.json().catch(() => ({}))) as Partial<Playback>;
    if (mp4Url === undefined) throw notUnderstood('a playback without a file');
    return new URL(mp4Url, answer.url || this.#urlOf(path)).href;
  }

  /** Has the browser save what lies there. */
  async save(url: string): Promise<void> {
    const answer = await saveLink(url, this.#fetch);
    if (!answer.ok) throw await problemOf(answer);
  }

  /** Deletes one for good. */
  async remove(id: string): Promise<void> {
    await this.#ask(recordingPaths.recording(this.#cameraId, encodeURIComponent(id)), { method: 'DELETE' });
  }

  /** Resolves when something is kept. */
  async start(): Promise<Recording> {
    return (await this.#ask(recordingPaths.recordings(this.#cameraId), { method: 'POST' })).json();
  }

  /** Resolves when it is finished. */
  async stop(): Promise<Recording> {
    return (await this.#ask(recordingPaths.stop(this.#cameraId), { method: 'POST' })).json();
  }

  #fetch: typeof fetch = (input, init) =>
    this.#deps.fetch(input, init).catch((error: unknown) => {
      throw toPlayerError(error, String(input));
    });

  #urlOf(path: string): string {
    return gatewayApiUrl(this.#deps.gatewayUrl, path);
  }

  async #ask(path: string, options: Ask = {}): Promise<Response> {
    const isFirstToken = this.#token === null;
    try {
      if (this.#cameraId === '')
        throw new PlayerError('camera_missing', 'Name a camera, or a player by `for`.');
      this.#token ??= askForToken(this.#deps.token);
      const token = this.#token;
      const response = await this.#send(path, options, await token);
      if (response.ok) return response;
      const problem = await problemOf(response);
      if (problem.code === 'unauthorized' && this.#token === token) this.#token = null;
      if (problem.code !== 'unauthorized' || isFirstToken) throw problem;
    } catch (error) {
      options.signal?.throwIfAborted();
      throw error;
    }
    // The token has run out: once more with a fresh one.
    return this.#ask(path, options);
  }

  #send(path: string, options: Ask, token: string | undefined): Promise<Response> {
    const { method = 'GET', signal, cache = 'no-store' } = options;
    signal?.throwIfAborted();
    const limit = new AbortController();
    // By hand, as Safari before 17.4 has no `AbortSignal.any()`.
    for (const end of [signal, AbortSignal.timeout(answerLimitMs)])
      end?.addEventListener('abort', () => limit.abort(end.reason), { once: true, signal: limit.signal });
    return this.#fetch(this.#urlOf(path), {
      method,
      cache,
      headers: token ? { Authorization: `Bearer ${token}` } : {},
      signal: limit.signal,
    });
  }
}
