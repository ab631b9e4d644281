/** The languages of the player: each is a chunk that is loaded when it is wanted. Of English, the core has the first words. */
import type { Language } from './languages.js';
import type { Texts } from './texts.js';

const loaders: Record<Language, () => Promise<Texts>> = {
  en: async () => (await import('./english.js')).english,
  de: async () => (await import('./german.js')).german,
  es: async () => (await import('./spanish.js')).spanish,
  fr: async () => (await import('./french.js')).french,
  ja: async () => (await import('./japanese.js')).japanese,
};

/** The texts of a language; rejects when its chunk cannot be loaded. */
export function loadTexts(language: Language): Promise<Texts> {
  return loaders[language]();
}
