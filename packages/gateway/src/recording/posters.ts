/** The first picture of a recording: made once, when somebody asks, and kept beside it. Used by the routes. */

import { GatewayError } from '../errors/gateway-error.js';
import { BoundedTurns } from '../limits/bounded-turns.js';
import type { RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import type { RecordingCatalog } from './recording-catalog.js';

export type PostersDeps = {
  catalog: Pick<RecordingCatalog, 'indexOf' | 'readMedia'>;
  storage: Pick<RecordingStorage, 'readAll' | 'replace'>;
  /** @throws GatewayError `ffmpeg_failed`, `stream_not_ready` */
  decode(keyframe: { init: Buffer; fragment: Buffer }): Promise<Buffer>;
};

export class Posters {
  readonly #deps: PostersDeps;
  /** Each takes an ffmpeg for a moment, of those that cameras need. */
  readonly #turns = new BoundedTurns({ atOnce: 2, maxWaiting: 100, what: 'posters' });
  /** Those that are being made, for all who ask meanwhile. */
  readonly #making = new Map<string, Promise<Buffer>>();

  constructor(deps: PostersDeps) {
    this.#deps = deps;
  }

  /** @throws GatewayError `recording_not_found`, `storage_failed`, `too_many_requests`; as `decode` */
  async of(key: RecordingKey): Promise<Buffer> {
    // Also tells whether it is still there.
    const index = await this.#deps.catalog.indexOf(key);
    const kept = await this.#deps.storage.readAll(key, 'poster').catch(() => undefined);
    if (kept) return kept;
    const [init] = index.inits;
    const [first] = index.segments;
    if (!init || !first)
      throw new GatewayError('recording_not_found', 'Nothing of this recording is kept yet.');
    const name = `${key.cameraId}/${key.recordingId}`;
    const making = this.#making.get(name) ?? this.#turns.take(() => this.#make(key, init, first));
    this.#making.set(name, making);
    try {
      return await making;
    } finally {
      this.#making.delete(name);
    }
  }

  async #make(key: RecordingKey, ...spans: { at: number; bytes: number }[]): Promise<Buffer> {
    const { catalog, storage, decode } = this.#deps;
    const [init, fragment] = await Promise.all(
      spans.map(({ at, bytes }) => catalog.readMedia(key, { at, byteLength: bytes })),
    );
    const jpeg = await decode({ init: init!, fragment: fragment! });
    // Where it cannot be kept, it is made again.
    await storage.replace(key, 'poster', jpeg).catch(() => {});
    return jpeg;
  }
}
