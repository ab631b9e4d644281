/**
 * Which recordings there are, as far as somebody has looked: asks for the newest again and again while the list is seen, and
 * for older ones when they are wanted. Made by the element, anew for each camera.
 */
import type { Recording } from '@rpi-live-camera/protocol';
import type { Clock } from '../clock/clock.js';
import { PlayerError } from '../errors/player-error.js';
import type { RecordingsClient } from './recordings-client.js';

export type RecordingFeedDeps = {
  client: Pick<RecordingsClient, 'list'>;
  clock: Clock;
  onChange: () => void;
};

/** How many are asked for at a time. */
const pageSize = 24;
/** Between two looks: the first while something happens, half as often each time that nothing has, never less than the last. */
const lookMs = { first: 10_000, longest: 60_000, afterFailures: 120_000 };

export class RecordingFeed {
  /** Newest first; `null` until the first answer. */
  recordings: readonly Recording[] | null = null;
  /** Where the next page begins; `null`: there are no older ones. */
  next: string | null = null;
  /** Why the newest answer is none. */
  error: PlayerError | null = null;
  isLoadingMore = false;
  #deps: RecordingFeedDeps;
  /** What an answer that was on its way when one was deleted would bring back. */
  #dropped = new Set<string>();
  #isWatched = false;
  #looking: Promise<void> | null = null;
  #pauseMs = lookMs.first;
  #cancelLook: () => void = () => {};

  constructor(deps: RecordingFeedDeps) {
    this.#deps = deps;
  }

  /** Somebody sees the list: looks now, and goes on looking. Idempotent. */
  watch(): void {
    if (this.#isWatched) return;
    this.#isWatched = true;
    void this.refresh();
  }

  /** Nobody sees it: asks for nothing more. Idempotent. */
  rest(): void {
    this.#isWatched = false;
    this.#cancelLook();
  }

  /** Looks now, at what there is from now on. Never rejects: see `error`. */
  async refresh(): Promise<void> {
    this.#pauseMs = lookMs.first;
    // What is asked already may have been answered before.
    if (this.#looking) await this.#looking;
    await this.#look();
  }

  /** Adds the next page. @throws PlayerError */
  async more(): Promise<void> {
    const { client, onChange } = this.#deps;
    if (this.next === null || this.isLoadingMore) return;
    this.isLoadingMore = true;
    onChange();
    try {
      const { next } = this;
      const page = await client.list(pageSize, next);
      // A look has found others, behind which this page does not lie.
      if (this.next !== next) return;
      this.recordings = this.#withoutDropped([...(this.recordings ?? []), ...page.recordings]);
      this.next = page.next;
    } finally {
      this.isLoadingMore = false;
      onChange();
    }
  }

  /** One that was deleted. */
  drop(id: string): void {
    this.#dropped.add(id);
    if (this.recordings) this.recordings = this.#withoutDropped(this.recordings);
    this.#deps.onChange();
  }

  #look(): Promise<void> {
    this.#cancelLook();
    this.#looking ??= this.#askForNewest().finally(() => {
      this.#looking = null;
      if (this.#isWatched && this.error?.retryable !== false)
        this.#cancelLook = this.#deps.clock.after(this.#pauseMs, () => void this.#look());
      this.#deps.onChange();
    });
    return this.#looking;
  }

  async #askForNewest(): Promise<void> {
    const before = JSON.stringify(this.recordings);
    try {
      this.#take(await this.#deps.client.list(pageSize, null));
      this.error = null;
      const hasChanged = JSON.stringify(this.recordings) !== before;
      this.#pauseMs = hasChanged ? lookMs.first : Math.min(this.#pauseMs * 2, lookMs.longest);
    } catch (error) {
      this.error = PlayerError.from(error, 'internal');
      this.#pauseMs = Math.max(
        this.error.retryAfterMs ?? 0,
        Math.min(this.#pauseMs * 2, lookMs.afterFailures),
      );
    }
  }

  /**
   * The newest page in place of what it covers; what is older stays, as ids are in the order of their beginnings. Where the page
   * covers nothing of what was known, there may be others in between: what is older is asked for again when it is wanted.
   */
  #take({ recordings, next }: Awaited<ReturnType<RecordingsClient['list']>>): void {
    const last = recordings.at(-1);
    const known = this.recordings ?? [];
    const below = next === null || !last ? [] : known.filter(({ id }) => id < last.id);
    const older = below.length < known.length ? below : [];
    if (older.length === 0) this.next = next;
    this.recordings = this.#withoutDropped([...recordings, ...older]);
  }

  #withoutDropped(recordings: readonly Recording[]): readonly Recording[] {
    return recordings.filter(({ id }) => !this.#dropped.has(id));
  }
}
