/**
 * The line of time with its knob: a slider (WAI-ARIA 1.2 §5.3, role `slider`) for pointers, fingers and keys. It shows what it
 * is told and asks for moments; while somebody drags, the knob is under the pointer and nothing is asked for.
 */
import { element, setAttribute } from './elements.js';
import { momentAt, shareAt, type TimeScale } from './time-scale.js';

export type TimeRangeDeps = {
  /** Somebody wants to see this moment, on the line as it is drawn; epoch. */
  onSeek: (atMs: number, scale: TimeScale) => void;
  /** A key steps from what is on the screen by so many milliseconds; negative: back. */
  onStep: (byMs: number) => void;
  /** A moment as it is shown beside the pointer, and as it is read aloud. */
  textOf: (atMs: number) => string;
};

export type TimeRangeView = {
  name: string;
  scale: TimeScale;
  gaps: readonly TimeScale[];
  atMs: number;
  /** What is loaded around that; `null`: nothing. */
  buffered: TimeScale | null;
  /** What is chosen for a clip; `null`: nothing. */
  clip: TimeScale | null;
  /** In place of the moment's own words. */
  valueText: string | null;
};

const stepMs = 5000;
const pageMs = 60_000;

export class TimeRange {
  readonly root: HTMLElement;
  readonly #deps: TimeRangeDeps;
  readonly #played = element('div', { class: 'time-played' });
  readonly #buffered = element('div', { class: 'time-buffered' });
  readonly #clip = element('div', { class: 'time-clip' });
  readonly #gaps = element('div', { class: 'time-gaps' });
  readonly #preview = element('div', { class: 'time-preview', part: 'time-preview', 'aria-hidden': 'true' });
  #view: TimeRangeView | null = null;
  /** The moment under a pointer that is held down. */
  #draggedMs: number | null = null;

  constructor(deps: TimeRangeDeps) {
    this.#deps = deps;
    this.root = element(
      'div',
      { class: 'time-range', part: 'time-range', role: 'slider', tabindex: '0', 'aria-valuemin': '0' },
      element('div', { class: 'time-track' }, this.#buffered, this.#played, this.#clip, this.#gaps),
      element('div', { class: 'time-thumb' }),
      this.#preview,
    );
    this.root.addEventListener('pointerdown', (event) => this.#press(event));
    this.root.addEventListener('pointermove', (event) => this.#move(event));
    this.root.addEventListener('pointerup', (event) => this.#release(event));
    this.root.addEventListener('pointercancel', () => this.#letGo());
    this.root.addEventListener('pointerleave', () => this.#letGo());
    this.root.addEventListener('keydown', (event) => this.#pressKey(event));
  }

  draw(view: TimeRangeView): void {
    this.#view = view;
    const { scale, gaps, buffered, clip, name, valueText } = view;
    const atMs = this.#draggedMs ?? view.atMs;
    const { root } = this;
    const share = shareAt(scale, atMs);
    root.style.setProperty('--_at', `${share * 100}%`);
    place(this.#played, { startMs: scale.startMs, endMs: atMs }, scale);
    place(this.#buffered, buffered, scale);
    place(this.#clip, clip, scale);
    while (this.#gaps.childElementCount > gaps.length) this.#gaps.lastElementChild?.remove();
    gaps.forEach((gap, index) => {
      const mark =
        this.#gaps.children[index] ?? this.#gaps.appendChild(element('div', { class: 'time-gap' }));
      place(mark as HTMLElement, gap, scale);
    });
    setAttribute(root, 'aria-label', name);
    setAttribute(root, 'aria-valuemax', String(Math.round((scale.endMs - scale.startMs) / 1000)));
    setAttribute(root, 'aria-valuenow', String(Math.round((share * (scale.endMs - scale.startMs)) / 1000)));
    setAttribute(root, 'aria-valuetext', valueText ?? this.#deps.textOf(atMs));
  }

  #press(event: PointerEvent): void {
    if (event.button !== 0) return;
    // Kept from the picture below, and from scrolling.
    event.preventDefault();
    this.root.focus({ preventScroll: true });
    this.root.setPointerCapture(event.pointerId);
    this.#drag(event);
  }

  #move(event: PointerEvent): void {
    if (this.#draggedMs !== null) this.#drag(event);
    else if (event.pointerType !== 'touch' && this.#view !== null)
      this.#show(this.#momentUnder(event, this.#view.scale));
  }

  #drag(event: PointerEvent): void {
    if (this.#view === null) return;
    this.#draggedMs = this.#momentUnder(event, this.#view.scale);
    this.#show(this.#draggedMs);
    this.draw(this.#view);
  }

  #release(event: PointerEvent): void {
    if (this.#draggedMs === null || this.#view === null) return;
    const { scale } = this.#view;
    // Of the line as it is now: it may have moved on under a pointer that was held still.
    const atMs = this.#momentUnder(event, scale);
    this.#draggedMs = null;
    if (event.pointerType === 'touch') this.#show(null);
    this.#deps.onSeek(atMs, scale);
  }

  #letGo(): void {
    this.#draggedMs = null;
    this.#show(null);
  }

  #momentUnder({ clientX }: PointerEvent, scale: TimeScale): number {
    const { left, width } = this.root.getBoundingClientRect();
    const share = (clientX - left) / Math.max(1, width);
    return momentAt(scale, this.#isRightToLeft ? 1 - share : share);
  }

  #show(atMs: number | null): void {
    this.#preview.toggleAttribute('data-shown', atMs !== null);
    if (atMs === null || this.#view === null) return;
    this.#preview.textContent = this.#deps.textOf(atMs);
    // Kept inside the line, whose edges are those of the player.
    const half = this.#preview.offsetWidth / 2;
    const width = this.root.offsetWidth;
    const middle = Math.min(
      Math.max(shareAt(this.#view.scale, atMs) * width, half),
      Math.max(half, width - half),
    );
    this.#preview.style.setProperty('inset-inline-start', `${middle - half}px`);
  }

  #pressKey(event: KeyboardEvent): void {
    if (this.#view === null || event.altKey || event.ctrlKey || event.metaKey) return;
    const { scale } = this.#view;
    const forwardMs = this.#isRightToLeft ? -stepMs : stepMs;
    const steps: Record<string, number> = {
      ArrowRight: forwardMs,
      ArrowLeft: -forwardMs,
      ArrowUp: stepMs,
      ArrowDown: -stepMs,
      PageUp: pageMs,
      PageDown: -pageMs,
    };
    const byMs = steps[event.key];
    if (event.key === 'Home') this.#deps.onSeek(scale.startMs, scale);
    else if (event.key === 'End') this.#deps.onSeek(scale.endMs, scale);
    else if (byMs !== undefined) this.#deps.onStep(byMs);
    else return;
    event.preventDefault();
  }

  get #isRightToLeft(): boolean {
    return getComputedStyle(this.root).direction === 'rtl';
  }
}

/** Lays a stretch of time on the line; `null` hides it. */
function place(target: HTMLElement, span: TimeScale | null, scale: TimeScale): void {
  target.hidden = span === null;
  if (span === null) return;
  const [from, to] = [shareAt(scale, span.startMs), shareAt(scale, span.endMs)];
  target.style.setProperty('inset-inline-start', `${from * 100}%`);
  target.style.setProperty('width', `${(to - from) * 100}%`);
}
