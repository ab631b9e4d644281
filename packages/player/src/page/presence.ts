/**
 * Whether the element is in a page and somebody can see it. A Lit controller of the element; it alone owns the timers
 * and observers of coming and going, the state machine decides what follows.
 *
 * An element that leaves the page keeps its session for a moment: frameworks move elements by removing and inserting
 * them, and React's strict mode mounts twice.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { PageWatch, type PageWatchDeps } from './page-watch.js';

export type PresenceDeps = PageWatchDeps & {
  host: ReactiveControllerHost & Element;
  disconnectDelayMs: () => number;
  /** In a page. @param isNew `false` when it was only moved */
  onInserted: (isNew: boolean) => void;
  /** Out of the page for longer than a move takes. */
  onRemoved: () => void;
  /** Full screen was entered or left. */
  onScreenMode: () => void;
};

/** How far outside the visible part of the page counts as in view already. */
const viewMargin = '200px';

export class Presence implements ReactiveController {
  #deps: PresenceDeps;
  #pageWatch: PageWatch;
  #observer: IntersectionObserver | null = null;
  #awaited: { where: 'page' | 'view'; callback: () => void } | null = null;
  #connection: AbortController | null = null;
  #isGone = true;
  #cancelRemoval: () => void = () => {};

  constructor(deps: PresenceDeps) {
    this.#deps = deps;
    this.#pageWatch = new PageWatch({
      ...deps,
      onSeen: () => {
        deps.onSeen();
        this.#look();
      },
      // Or it was put into the window of document picture in picture.
      isSeenElsewhere: () => deps.isSeenElsewhere() || deps.host.ownerDocument !== document,
    });
    deps.host.addController(this);
  }

  /**
   * Calls back once when somebody sees the page (a tab may be opened in the background, a page prerendered) and, for
   * `view`, when the element is near the visible part of it. Outlives a move; forgotten when the element leaves the page.
   */
  whenSeen(where: 'page' | 'view', callback: () => void): void {
    this.#awaited = { where, callback };
    this.#look();
  }

  /** Something starts to play: in a hidden page it may do so for as long as when that was hidden just now. */
  played(): void {
    this.#pageWatch.look();
  }

  #look(): void {
    this.#observer?.disconnect();
    if (this.#awaited === null) return;
    if (this.#awaited.where === 'page') {
      if (this.#pageWatch.isSeen) this.#comeTrue();
      return;
    }
    // In a hidden page it reports nothing.
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.#comeTrue();
      },
      { rootMargin: viewMargin },
    );
    this.#observer.observe(this.#deps.host);
  }

  #comeTrue(): void {
    const callback = this.#awaited?.callback;
    this.#awaited = null;
    this.#observer?.disconnect();
    callback?.();
  }

  hostConnected(): void {
    this.#cancelRemoval();
    this.#pageWatch.start();
    this.#connection = new AbortController();
    document.addEventListener('fullscreenchange', this.#deps.onScreenMode, {
      signal: this.#connection.signal,
    });
    const isNew = this.#isGone;
    this.#isGone = false;
    this.#look();
    this.#deps.onInserted(isNew);
  }

  hostDisconnected(): void {
    this.#connection?.abort();
    this.#observer?.disconnect();
    // The page itself is watched on: it may die while the session waits for a re-insertion.
    this.#cancelRemoval = this.#deps.clock().after(this.#deps.disconnectDelayMs(), () => {
      this.#isGone = true;
      this.#awaited = null;
      this.#pageWatch.stop();
      this.#deps.onRemoved();
    });
  }
}
