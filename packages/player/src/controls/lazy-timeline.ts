/**
 * Fetches the line of time when there is something to watch again: a recording, or a live stream that reaches back. Owned by
 * `Controls`; until it is here, there is nothing to draw.
 */
import type { Timeline } from '../timeline/timeline.js';
import type { CompleteView } from '../view/player-view.js';
import type { ControlsDeps } from './controls.js';

export class LazyTimeline {
  readonly #deps: ControlsDeps;
  readonly #import: () => Promise<typeof import('../timeline/timeline.js')>;
  #timeline: Timeline | null = null;
  /** For which language and, until something is here, in which state it was asked for: after a failure the next one tries again. */
  #askedFor = '';

  constructor(deps: ControlsDeps, importTimeline = () => import('../timeline/timeline.js')) {
    this.#deps = deps;
    this.#import = importTimeline;
  }

  /** For this drawing; `null`: nothing can be watched again, or it is still on its way. */
  update(view: CompleteView): Timeline | null {
    const { host } = this.#deps;
    const isWanted = host.controls && (host.recorded ?? host.session?.timeShiftMs ?? null) !== null;
    if (!isWanted) return null;
    const { lang } = view.texts;
    const wish = this.#timeline === null ? `${lang} ${view.state.name}` : lang;
    if (this.#askedFor !== wish) {
      this.#askedFor = wish;
      void this.#load(lang);
    }
    this.#timeline?.update(view);
    return this.#timeline;
  }

  async #load(language: string): Promise<void> {
    const { host, stage, video, clock, addStyles } = this.#deps;
    const wish = this.#askedFor;
    try {
      const { loadTimelineTexts, Timeline } = await this.#import();
      const texts = await loadTimelineTexts(language);
      if (this.#timeline !== null && this.#askedFor !== wish) return;
      if (this.#timeline !== null) this.#timeline.texts = texts;
      this.#timeline ??= new Timeline({
        ...{ host, stage, video, texts, addStyles },
        nowMs: () => clock().nowMs(),
        after: (ms, then) => clock().after(ms, then),
      });
      host.requestUpdate();
    } catch {
      // The picture matters more than what stands over it.
    }
  }
}
