/** The languages of the player: each is a chunk that is loaded when it is wanted. Of English, the core has the first words. */
import type { Texts } from './texts.js';

const loaders = {
  en: async () => (await import('./english.js')).english,
  de: async () => (await import('./german.js')).german,
  es: async () => (await import('./spanish.js')).spanish,
  fr: async () => (await import('./french.js')).french,
  ja: async () => (await import('./japanese.js')).japanese,
} satisfies Record<string, () => Promise<Texts>>;

/** Primary subtag of a language that the player speaks. */
export type Language = keyof typeof loaders;

export function isLanguage(subtag: string): subtag is Language {
  return Object.hasOwn(loaders, subtag);
}

/** The texts of a language; rejects when its chunk cannot be loaded. */
export function loadTexts(language: Language): Promise<Texts> {
  return loaders[language]();
}
