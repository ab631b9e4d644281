/**
 * Tells when the language of an element may be another one: when `lang` changes on the element itself, on the ancestor that
 * has decided so far, or on the root of the document. Used by what an element speaks with.
 */
import { type PageLanguage, pageLanguage } from './page-language.js';

export class LanguageWatch {
  #element: Element;
  #observer: MutationObserver;
  /** Where `lang` is watched; `undefined`: nowhere. */
  #source: Element | null | undefined;

  constructor(element: Element, onChange: () => void) {
    this.#element = element;
    this.#observer = new MutationObserver(onChange);
  }

  /** The language of now, watched from now on. */
  look(): PageLanguage {
    const language = pageLanguage(this.#element);
    this.#watch(language.source);
    return language;
  }

  stop(): void {
    this.#observer.disconnect();
    this.#source = undefined;
  }

  #watch(source: Element | null): void {
    if (source === this.#source) return;
    this.stop();
    this.#source = source;
    for (const element of new Set([this.#element, document.documentElement, source])) {
      if (element !== null) this.#observer.observe(element, { attributeFilter: ['lang'] });
    }
  }
}
