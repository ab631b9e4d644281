/** Whether somebody sees an element now: it is in view, and so is the page. For what asks again and again while it is seen. */

export class InSight {
  #element: Element;
  #onChange: (isInSight: boolean) => void;
  #observer: IntersectionObserver | null = null;
  #listening: AbortController | null = null;
  #isInView = false;
  #wasInSight = false;

  constructor(element: Element, onChange: (isInSight: boolean) => void) {
    this.#element = element;
    this.#onChange = onChange;
  }

  get isInSight(): boolean {
    return this.#wasInSight;
  }

  /** Looks until `stop()`. Idempotent. */
  start(): void {
    if (this.#observer !== null) return;
    this.#observer = new IntersectionObserver((entries) => {
      this.#isInView = entries.at(-1)?.isIntersecting ?? false;
      this.#tell();
    });
    this.#observer.observe(this.#element);
    this.#listening = new AbortController();
    const options = { signal: this.#listening.signal };
    document.addEventListener('visibilitychange', () => this.#tell(), options);
  }

  /** Out of sight from now on. Idempotent. */
  stop(): void {
    this.#observer?.disconnect();
    this.#observer = null;
    this.#listening?.abort();
    this.#isInView = false;
    this.#tell();
  }

  #tell(): void {
    const isInSight = this.#isInView && !document.hidden;
    if (isInSight === this.#wasInSight) return;
    this.#wasInSight = isInSight;
    this.#onChange(isInSight);
  }
}
