/** A sentence that is seen for a moment and read aloud once. Owned by `Timeline`. */
import { element } from './elements.js';

const shownMs = 3500;

export class Note {
  readonly root = element('div', {
    class: 'toast',
    part: 'timeline-note',
    role: 'status',
    'data-outcome': 'none',
  });
  readonly #after: (ms: number, then: () => void) => () => void;
  #cancel: () => void = () => {};

  constructor(after: (ms: number, then: () => void) => () => void) {
    this.#after = after;
  }

  say(text: string): void {
    this.#show(text);
    this.#cancel();
    this.#cancel = this.#after(shownMs, () => this.#show(''));
  }

  #show(text: string): void {
    this.root.textContent = text;
    this.root.dataset.outcome = text === '' ? 'none' : 'said';
  }
}
