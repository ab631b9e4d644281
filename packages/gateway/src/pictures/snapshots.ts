/**
 * The newest picture of a camera, for snapshots and walls: of a stream that runs its newest keyframe, of one that is over
 * its last. Nothing is decoded until somebody asks, then once for all who ask within `thumbnailMs`; while moving pictures
 * are made, the newest of these; before the first stream what recordings remember. Holds one keyframe and one picture a
 * camera. Wakes nothing.
 */
import { createHash } from 'node:crypto';
import type { FeedFragment, FragmentFeed } from '../store/fragment-feed.js';
import type { Keyframe } from './one-picture.js';

/** A picture that can be had. */
export type Snapshot = {
  /** Epoch milliseconds, as the clock was then. */
  takenAtMs: number;
  /** How old it is now; where this gateway saw it by a clock that nobody sets. */
  ageMs(): number;
  /** For RFC 9110 §8.8.3, without its quotes: as long as it is the same, so is the picture. */
  tag: string;
  /** Decodes it, unless that is done already. @throws as `decode` */
  readJpeg(): Promise<Buffer>;
};

/** Moving pictures of the stream, while somebody looks at them. */
export interface MovingPictures {
  /** The newest of them; `undefined` where none are made. */
  readonly newest: { readonly jpeg: Buffer } | undefined;
}

/** A keyframe that lies in storage. */
export type RecalledPicture = Pick<Snapshot, 'takenAtMs' | 'tag'> & { read(): Promise<Keyframe> };

export type SnapshotsDeps = {
  /** @throws GatewayError `ffmpeg_failed`, `stream_not_ready` */
  decode(keyframe: Keyframe): Promise<Buffer>;
  /** A picture is given for so long before a newer keyframe is decoded. */
  thumbnailMs: number;
  /** The last picture of a camera that has not streamed yet. @default none is remembered */
  recall?(cameraId: string): Promise<RecalledPicture | undefined>;
  /** Epoch milliseconds. @default Date.now */
  nowMs?: () => number;
};

type Held = { newest: FeedFragment; takenAtMs: number; ageMs(): number; shown: Snapshot | undefined };

export class Snapshots {
  readonly #deps: SnapshotsDeps;
  readonly #byCamera = new Map<string, Held>();
  readonly #recalled = new Map<string, Snapshot>();
  readonly #moving = new Map<string, MovingPictures>();

  constructor(deps: SnapshotsDeps) {
    this.#deps = deps;
  }

  /** Takes the keyframes of a stream to its end; the last one stays. */
  follow(cameraId: string, feed: FragmentFeed, moving: MovingPictures): void {
    const { nowMs = Date.now } = this.#deps;
    this.#moving.set(cameraId, moving);
    feed.follow((keyframe) => {
      if (!keyframe.isKeyframe) return;
      this.#recalled.delete(cameraId);
      const atMs = nowMs();
      const takenAtMs = keyframe.picture?.takenAtMs ?? atMs;
      const takenAtMonotonicMs = performance.now() - Math.max(0, atMs - takenAtMs);
      const ageMs = () => performance.now() - takenAtMonotonicMs;
      const { shown } = this.#byCamera.get(cameraId) ?? {};
      this.#byCamera.set(cameraId, { newest: keyframe, takenAtMs, ageMs, shown });
    });
  }

  /** Decodes nothing. @returns `undefined` where no picture has been kept */
  async find(cameraId: string): Promise<Snapshot | undefined> {
    const { nowMs = Date.now, thumbnailMs } = this.#deps;
    const moving = this.#moving.get(cameraId)?.newest;
    if (moving) {
      const { jpeg } = moving;
      return { takenAtMs: nowMs(), ageMs: () => 0, tag: tagOf(jpeg), readJpeg: async () => jpeg };
    }
    const held = this.#byCamera.get(cameraId);
    if (!held) return this.#recall(cameraId);
    const { newest, takenAtMs, ageMs, shown } = held;
    const isFresh = shown !== undefined && shown.ageMs() < thumbnailMs;
    if (!isFresh && shown?.takenAtMs !== takenAtMs) {
      const read = async () => ({ init: newest.init.bytes, fragment: newest.bytes });
      held.shown = this.#snapshotOf({ takenAtMs, ageMs, tag: tagOf(newest.bytes), read });
    }
    return held.shown;
  }

  async #recall(cameraId: string): Promise<Snapshot | undefined> {
    // What is wrong with the storage is told by those who record; here it only holds no picture.
    const recalled = await this.#deps.recall?.(cameraId).catch(() => undefined);
    if (!recalled) {
      this.#recalled.delete(cameraId);
      return undefined;
    }
    const known = this.#recalled.get(cameraId);
    if (known?.tag === recalled.tag) return known;
    const { nowMs = Date.now } = this.#deps;
    const snapshot = this.#snapshotOf({ ...recalled, ageMs: () => nowMs() - recalled.takenAtMs });
    this.#recalled.set(cameraId, snapshot);
    return snapshot;
  }

  #snapshotOf({ takenAtMs, ageMs, tag, read }: RecalledPicture & Pick<Snapshot, 'ageMs'>): Snapshot {
    let decoding: Promise<Buffer> | undefined;
    return {
      takenAtMs,
      ageMs,
      tag,
      readJpeg: async () => {
        decoding ??= read().then(this.#deps.decode);
        try {
          return await decoding;
        } catch (error) {
          // The next one who asks tries again.
          decoding = undefined;
          throw error;
        }
      },
    };
  }
}

function tagOf(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('base64url');
}
