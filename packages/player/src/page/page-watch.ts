/**
 * Watches whether anybody can see the page. Owned by `Presence`; what follows from it is decided
 * by the state machine. No `unload` or `beforeunload`: they would keep the page out of the back/forward cache.
 */
import type { Clock } from '../clock/clock.js';

export type PageWatchDeps = {
  clock: () => Clock;
  /** How long the page may be hidden; `null`: for ever. */
  hiddenDelayMs: () => number | null;
  /** Seen although the page is hidden, as in picture in picture. */
  isSeenElsewhere: () => boolean;
  onHidden: () => void;
  onVisible: () => void;
  onPageHide: () => void;
  onPageShow: () => void;
  /** The browser found the network again. */
  onOnline: () => void;
};

export class PageWatch {
  #deps: PageWatchDeps;
  #listening: AbortController | null = null;
  #cancelTimer: () => void = () => {};

  constructor(deps: PageWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#listening !== null) return;
    this.#listening = new AbortController();
    const options = { signal: this.#listening.signal };
    document.addEventListener('visibilitychange', () => this.#visibilityChanged(), options);
    window.addEventListener('pagehide', () => this.#deps.onPageHide(), options);
    window.addEventListener('pageshow', ({ persisted }) => persisted && this.#deps.onPageShow(), options);
    window.addEventListener('online', () => this.#deps.onOnline(), options);
    if (document.hidden) this.#visibilityChanged();
  }

  stop(): void {
    this.#listening?.abort();
    this.#listening = null;
    this.#cancelTimer();
  }

  #visibilityChanged(): void {
    this.#cancelTimer();
    if (!document.hidden) {
      this.#deps.onVisible();
      return;
    }
    const delayMs = this.#deps.hiddenDelayMs();
    if (delayMs === null) return;
    this.#cancelTimer = this.#deps.clock().after(delayMs, () => {
      if (this.#deps.isSeenElsewhere()) this.#visibilityChanged();
      else this.#deps.onHidden();
    });
  }
}
