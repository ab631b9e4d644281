/**
 * The MP4 files of recordings, planned when somebody asks and kept for a while: a player that seeks asks for many parts of
 * one. One a gateway; used by the routes.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { RecordingStorage } from '../storage/recording-storage.js';
import type { ClipRange } from './clip.js';
import type { RecordingIndex } from './index-lines.js';
import { type Movie, planMovie } from './movie.js';
import type { PlaybackGrant } from './playback-grants.js';
import type { RecordingCatalog } from './recording-catalog.js';
import { endOf } from './recording-summary.js';

export type MoviesDeps = {
  catalog: Pick<RecordingCatalog, 'indexOf' | 'readMedia'>;
  storage: Pick<RecordingStorage, 'read'>;
  /** What is kept of movies; beyond it the one that was not asked for the longest goes. An hour takes 2 MB. @default 64 MiB */
  maxHeldBytes?: number;
};

export type MovieRequest = {
  key: Pick<PlaybackGrant, 'grant' | 'cameraId' | 'recordingId'>;
  range: ClipRange;
  /** It has seen a part of it before. Of a recording that grows it goes on with what it knows. @default it has not */
  isLater?: boolean;
  /** Nobody waits for it any more. @default somebody does */
  signal?: AbortSignal;
};

export type OpenMovie = {
  movie: Movie;
  /** To be called when the bearer of the grant is sent some of it. */
  noteSent(): 'first time' | 'again';
};

type KeptMovie = { name: string; clip: string; movie: Movie; grants: Set<string> };

const defaultMaxHeldBytes = 64 * 1024 * 1024;
/** The smallest counts as so much: a thousand of them are kept. */
const minHeldBytes = 64 * 1024;

export class Movies {
  readonly #deps: MoviesDeps;
  /** By clip, and by how much of it there was where more may come. In the order in which they were asked for last. */
  readonly #kept = new Map<string, KeptMovie>();
  #heldBytes = 0;

  constructor(deps: MoviesDeps) {
    this.#deps = deps;
  }

  /** @throws GatewayError `not_found` where nothing was recorded at that time, `recording_not_found`, `storage_failed` */
  async open({ key, range, isLater = false, signal }: MovieRequest): Promise<OpenMovie> {
    const { catalog, storage } = this.#deps;
    const { grant, cameraId, recordingId } = key;
    // Also tells whether it is still there.
    const index = await catalog.indexOf(key);
    const clip = [cameraId, recordingId, range.fromMs, range.toMs].join('/');
    const name = isSettled(index, range) ? clip : `${clip}/${index.segments.length}`;
    const known = (isLater ? this.#findOf(clip, grant) : undefined) ?? this.#kept.get(name);
    if (known) return this.#keep(known, grant);
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
    return this.#keep({ name, clip, movie, grants: new Set() }, grant);
  }

  /** The newest that it was sent. */
  #findOf(clip: string, grant: string): KeptMovie | undefined {
    return [...this.#kept.values()].findLast((kept) => kept.clip === clip && kept.grants.has(grant));
  }

  #keep(kept: KeptMovie, grant: string): OpenMovie {
    this.#forget(kept.name);
    this.#kept.set(kept.name, kept);
    this.#heldBytes += heldBytesOf(kept);
    const { maxHeldBytes = defaultMaxHeldBytes } = this.#deps;
    for (const oldest of this.#kept.keys()) {
      if (this.#heldBytes <= maxHeldBytes) break;
      this.#forget(oldest);
    }
    const { movie, grants } = kept;
    return {
      movie,
      noteSent() {
        const time = grants.has(grant) ? 'again' : 'first time';
        grants.add(grant);
        return time;
      },
    };
  }

  #forget(name: string): void {
    const kept = this.#kept.get(name);
    if (!kept) return;
    this.#kept.delete(name);
    this.#heldBytes -= heldBytesOf(kept);
  }
}

function heldBytesOf({ movie }: KeptMovie): number {
  return Math.max(minHeldBytes, movie.heldBytes);
}

/** Whether nothing that is recorded later belongs to it. */
function isSettled({ endReason, segments }: RecordingIndex, { toMs }: ClipRange): boolean {
  const last = segments.at(-1);
  return endReason !== undefined || (toMs !== undefined && last !== undefined && toMs < endOf(last));
}
