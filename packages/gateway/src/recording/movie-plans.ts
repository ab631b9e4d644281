/**
 * The MP4s that were asked for last. A player that seeks in one asks for many parts of it, and planning it reads all of its
 * media. Used by the routes.
 */
import { GatewayError } from '../errors/gateway-error.js';
import type { ByteSpan } from '../storage/recording-storage.js';
import type { RecordingIndex } from './index-lines.js';
import { type ClipRange, type Movie, planMovie } from './movie.js';
import type { PlaybackGrant } from './playback-grants.js';
import type { RecordingCatalog } from './recording-catalog.js';

/** An hour takes about 2 MB; beyond it the one that was not asked for the longest goes. */
const maxCount = 8;

export type MovieRequest = {
  grant: PlaybackGrant;
  range: ClipRange;
  /** It has seen a part of it before. Of a recording that grows it goes on with what it knows. */
  isLater: boolean;
};

export type PlannedMovie = Movie & {
  /** Entity tag (RFC 9110 §8.8.3), strong: of these bytes. */
  readonly etag: string;
  /** It is given to the bearer of this grant for the first time. */
  readonly isNew: boolean;
};

type Plan = { clip: string; etag: string; movie: Promise<Movie>; grants: Set<string> };

export class MoviePlans {
  readonly #catalog: Pick<RecordingCatalog, 'indexOf' | 'readMedia'>;
  /** In the order in which they were asked for last. */
  #plans: Plan[] = [];

  constructor(catalog: Pick<RecordingCatalog, 'indexOf' | 'readMedia'>) {
    this.#catalog = catalog;
  }

  /** @throws GatewayError `not_found` where nothing was recorded then; `recording_not_found`, `storage_failed` */
  async get({ grant: key, range, isLater }: MovieRequest): Promise<PlannedMovie> {
    // Also tells whether it is still there.
    const index = await this.#catalog.indexOf(key);
    const clip = [key.cameraId, key.recordingId, range.fromMs ?? '', range.toMs ?? ''].join(' ');
    const etag = `"${[key.recordingId, index.segments.length, range.fromMs ?? '', range.toMs ?? ''].join('.')}"`;
    const isKnownTo = (plan: Plan): boolean => plan.clip === clip && plan.grants.has(key.grant);
    const plan = (isLater ? this.#plans.findLast(isKnownTo) : undefined) ??
      this.#plans.find((known) => known.clip === clip && known.etag === etag) ?? {
        clip,
        etag,
        movie: this.#plan(key, index, range),
        grants: new Set<string>(),
      };
    this.#plans = [...this.#plans.filter((other) => other !== plan), plan].slice(-maxCount);
    try {
      const movie = await plan.movie;
      const isNew = !plan.grants.has(key.grant);
      plan.grants.add(key.grant);
      return { ...movie, etag: plan.etag, isNew };
    } catch (error) {
      this.#plans = this.#plans.filter((other) => other !== plan);
      throw error;
    }
  }

  async #plan(key: PlaybackGrant, { segments, ...index }: RecordingIndex, range: ClipRange): Promise<Movie> {
    const readMedia = (span: ByteSpan): Promise<Buffer> => this.#catalog.readMedia(key, span);
    // What grows meanwhile does not belong to it.
    const movie = await planMovie({ index: { ...index, segments: [...segments] }, readMedia }, range);
    if (movie) return movie;
    throw new GatewayError('not_found', 'Nothing was recorded at this time.');
  }
}
