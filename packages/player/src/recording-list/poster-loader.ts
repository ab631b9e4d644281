/**
 * Posters of the recordings that are in view, a few at a time: an `<img>` of its own could send no token. Made by the
 * element, anew for each camera. Keeps as many as `maxKept`; the oldest goes first, and is loaded again when it is seen.
 */

export type PosterLoaderDeps = {
  load: (id: string, signal: AbortSignal) => Promise<Blob>;
  onLoaded: () => void;
};

const maxAtOnce = 3;
const maxKept = 200;
/** Those just below are there when they are scrolled to. */
const viewMargin = '150px';

export class PosterLoader {
  #deps: PosterLoaderDeps;
  #closed = new AbortController();
  #observer = new IntersectionObserver((entries) => this.#look(entries), { rootMargin: viewMargin });
  #inView = new Set<string>();
  #loading = new Set<string>();
  #urls = new Map<string, string>();
  /** Not asked for again while it stays in view. */
  #failed = new Set<string>();

  constructor(deps: PosterLoaderDeps) {
    this.#deps = deps;
  }

  /** An element with the id of a recording in `data-id`. Idempotent. */
  observe(element: HTMLElement): void {
    this.#observer.observe(element);
  }

  /** `null`: not there yet. */
  urlOf(id: string): string | null {
    return this.#urls.get(id) ?? null;
  }

  close(): void {
    this.#closed.abort();
    this.#observer.disconnect();
    for (const url of this.#urls.values()) URL.revokeObjectURL(url);
    this.#urls.clear();
  }

  #look(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const { id = '' } = (target as HTMLElement).dataset;
      if (isIntersecting) this.#inView.add(id);
      else this.#inView.delete(id);
      if (!isIntersecting) this.#failed.delete(id);
    }
    this.#loadNext();
  }

  #loadNext(): void {
    for (const id of this.#inView) {
      if (this.#loading.size >= maxAtOnce) return;
      if (!this.#urls.has(id) && !this.#loading.has(id) && !this.#failed.has(id)) void this.#load(id);
    }
  }

  async #load(id: string): Promise<void> {
    const { load, onLoaded } = this.#deps;
    const { signal } = this.#closed;
    this.#loading.add(id);
    try {
      const poster = await load(id, signal);
      if (!signal.aborted) this.#keep(id, URL.createObjectURL(poster));
      onLoaded();
    } catch {
      // A list without one picture is still a list.
      this.#failed.add(id);
    } finally {
      this.#loading.delete(id);
      if (!signal.aborted) this.#loadNext();
    }
  }

  #keep(id: string, url: string): void {
    this.#urls.set(id, url);
    if (this.#urls.size <= maxKept) return;
    const [[oldest, oldUrl] = ['', '']] = this.#urls;
    URL.revokeObjectURL(oldUrl);
    this.#urls.delete(oldest);
  }
}
