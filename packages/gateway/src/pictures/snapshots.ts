/**
 * The newest picture of a camera, for snapshots and walls: of a stream that runs its newest keyframe, of one that is over
 * its last. Nothing is decoded until somebody asks, then once a keyframe for all who ask; while moving pictures are made,
 * the newest of these. Holds one keyframe a camera. Wakes nothing.
 */
import type { FeedFragment, FragmentFeed } from '../store/fragment-feed.js';
import type { Keyframe } from './one-picture.js';

export type Snapshot = {
  jpeg: Buffer;
  /** Epoch milliseconds, as the clock was then. */
  takenAtMs: number;
  /** By a clock that nobody sets. */
  ageMs: number;
};

/** Moving pictures of the stream, while somebody looks at them. */
export interface MovingPictures {
  /** The newest of them; `undefined` where none are made. */
  readonly newest: { readonly jpeg: Buffer } | undefined;
}

export type SnapshotsDeps = {
  /** @throws GatewayError `ffmpeg_failed`, `stream_not_ready` */
  decode(keyframe: Keyframe): Promise<Buffer>;
  /** Epoch milliseconds. @default Date.now */
  nowMs?: () => number;
};

type Held = {
  keyframe: FeedFragment;
  takenAtMs: number;
  /** The same on the monotonic clock. */
  takenAtMonotonicMs: number;
  decoding: Promise<Buffer> | undefined;
};

export class Snapshots {
  readonly #deps: SnapshotsDeps;
  readonly #byCamera = new Map<string, Held>();
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
      const atMs = nowMs();
      const takenAtMs = keyframe.picture?.takenAtMs ?? atMs;
      const takenAtMonotonicMs = performance.now() - Math.max(0, atMs - takenAtMs);
      this.#byCamera.set(cameraId, { keyframe, takenAtMs, takenAtMonotonicMs, decoding: undefined });
    });
  }

  /** @returns `undefined` where no picture has been kept @throws as `decode` */
  async take(cameraId: string): Promise<Snapshot | undefined> {
    const { decode, nowMs = Date.now } = this.#deps;
    const moving = this.#moving.get(cameraId)?.newest;
    if (moving) return { jpeg: moving.jpeg, takenAtMs: nowMs(), ageMs: 0 };
    const held = this.#byCamera.get(cameraId);
    if (!held) return undefined;
    const { keyframe, takenAtMs, takenAtMonotonicMs } = held;
    held.decoding ??= decode({ init: keyframe.init.bytes, fragment: keyframe.bytes });
    try {
      const jpeg = await held.decoding;
      return { jpeg, takenAtMs, ageMs: performance.now() - takenAtMonotonicMs };
    } catch (error) {
      // The next one who asks tries again.
      held.decoding = undefined;
      throw error;
    }
  }
}
