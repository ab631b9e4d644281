/** A clip, chosen by two presses of one button: where it begins, and where it ends, which saves it. Owned by `Timeline`. */
import type { PlayerSurface } from '../player-surface.js';
import type { TimelineWords } from '../texts/timeline-texts.js';
import { downloadLink } from './share-link.js';

export type ClipMakerDeps = {
  host: PlayerSurface;
  say: (text: string) => void;
  save: (url: string) => void;
  textOf: (atMs: number) => string;
};

export class ClipMaker {
  readonly #deps: ClipMakerDeps;
  #startMs: number | null = null;

  constructor(deps: ClipMakerDeps) {
    this.#deps = deps;
  }

  /** The beginning that was chosen; epoch. `null`: none was. */
  get startMs(): number | null {
    return this.#startMs;
  }

  press({ clipStarted }: TimelineWords): void {
    const { host, say, save, textOf } = this.#deps;
    const { recorded, currentDate } = host;
    if (recorded === null || currentDate === null) return;
    if (this.#startMs === null) {
      this.#startMs = +currentDate;
      say(clipStarted.replace('{time}', textOf(this.#startMs)));
      return;
    }
    save(downloadLink(recorded.mp4Url, { fromMs: this.#startMs, toMs: +currentDate }));
    this.#startMs = null;
  }

  /** Forgets the beginning. Returns whether there was one. */
  cancel(): boolean {
    const had = this.#startMs !== null;
    this.#startMs = null;
    return had;
  }
}
