/**
 * The MP4 files of recordings, planned when somebody asks and kept for a while where they will never change: a player that
 * seeks asks for one again and again. One a gateway; used by the routes.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { RecordingKey } from '../storage/recording-key.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import type { ClipRange } from './clip.js';
import type { RecordingIndex } from './index-lines.js';
import { type Movie, planMovie } from './movie.js';
import type { RecordingCatalog } from './recording-catalog.js';
import { endOf } from './recording-summary.js';

export type MoviesDeps = {
  catalog: Pick<RecordingCatalog, 'indexOf' | 'readMedia'>;
  storage: Pick<RecordingStorage, 'read'>;
  /** What is kept of movies; beyond it the one that was not asked for the longest goes. An hour takes 2 MB. @default 64 MiB */
  maxHeldBytes?: number;
};

/** `settled`: it will be the same whenever it is asked for. */
export type OpenMovie = { movie: Movie; kind: 'settled' | 'growing' };

const defaultMaxHeldBytes = 64 * 1024 * 1024;

export class Movies {
  readonly #deps: MoviesDeps;
  /** In the order in which they were asked for last. */
  readonly #settled = new Map<string, Movie>();
  #heldBytes = 0;

  constructor(deps: MoviesDeps) {
    this.#deps = deps;
  }

  /** @throws GatewayError `not_found` where nothing was recorded at that time, `recording_not_found`, `storage_failed` */
  async open(key: RecordingKey, range: ClipRange, signal?: AbortSignal): Promise<OpenMovie> {
    const { catalog, storage } = this.#deps;
    // Also tells whether it is still there.
    const index = await catalog.indexOf(key);
    const name = [key.cameraId, key.recordingId, range.fromMs, range.toMs].join('/');
    const known = this.#settled.get(name);
    if (known) {
      this.#settled.delete(name);
      this.#settled.set(name, known);
      return { movie: known, kind: 'settled' };
    }
    const kind = isSettled(index, range) ? 'settled' : 'growing';
    const movie = await planMovie(
      {
        index,
        readMedia: (span) => catalog.readMedia(key, span),
        readTables: (span) => storage.read(key, 'tables', span),
        ...(signal && { signal }),
      },
      range,
    );
    if (!movie) throw new GatewayError('not_found', 'Nothing was recorded at this time.');
    if (kind === 'settled') this.#keep(name, movie);
    return { movie, kind };
  }

  #keep(name: string, movie: Movie): void {
    const { maxHeldBytes = defaultMaxHeldBytes } = this.#deps;
    this.#forget(name);
    this.#settled.set(name, movie);
    this.#heldBytes += movie.heldBytes;
    for (const oldest of this.#settled.keys()) {
      if (this.#heldBytes <= maxHeldBytes) return;
      this.#forget(oldest);
    }
  }

  #forget(name: string): void {
    this.#heldBytes -= this.#settled.get(name)?.heldBytes ?? 0;
    this.#settled.delete(name);
  }
}

/** Whether nothing that is recorded later belongs to it. */
function isSettled({ endReason, segments }: RecordingIndex, { toMs }: ClipRange): boolean {
  const last = segments.at(-1);
  return endReason !== undefined || (toMs !== undefined && last !== undefined && toMs < endOf(last));
}
