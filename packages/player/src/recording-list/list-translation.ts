/**
 * Keeps the list speaking the language of the place it stands at. A Lit controller of the element. English is always there;
 * another language is a chunk, and a list without words waits for it.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Language } from '../texts/languages.js';
import { watchLanguage } from '../texts/page-language.js';
import { createQuantities, type Quantities } from '../texts/quantities.js';
import { englishList } from './english-list.js';
import type { ListTexts } from './list-texts.js';

const loaders: Record<Language, () => Promise<ListTexts>> = {
  en: async () => englishList,
  de: async () => (await import('./german-list.js')).germanList,
  es: async () => (await import('./spanish-list.js')).spanishList,
  fr: async () => (await import('./french-list.js')).frenchList,
  ja: async () => (await import('./japanese-list.js')).japaneseList,
};

export class ListTranslation implements ReactiveController {
  #host: ReactiveControllerHost & Element;
  #langWatch = new MutationObserver(() => this.#host.requestUpdate());
  #language: Language | null = null;
  #tag = 'en';
  #texts: ListTexts | null = null;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  /** `null` until the first language is there. */
  get texts(): ListTexts | null {
    return this.#texts;
  }

  get quantities(): Quantities {
    return createQuantities(this.#texts?.lang === this.#language ? this.#tag : 'en');
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const { language, tag } = watchLanguage(this.#host, this.#langWatch);
    this.#tag = tag;
    if (language === this.#language) return;
    this.#language = language;
    const speak = (texts: ListTexts) => {
      if (language !== this.#language) return;
      this.#texts = texts;
      this.#host.requestUpdate();
    };
    if (language === 'en') this.#texts = englishList;
    else
      loaders[language]().then(speak, () => {
        // As the player: English where the chunk does not come.
        speak(englishList);
      });
  }

  hostDisconnected(): void {
    this.#langWatch.disconnect();
  }
}
