/** The languages of the player. English is in the core; each other one is a chunk that is loaded when it is wanted. */
import type { Texts } from './texts.js';

const loaders = {
  de: async () => (await import('./german.js')).german,
  es: async () => (await import('./spanish.js')).spanish,
  fr: async () => (await import('./french.js')).french,
  ja: async () => (await import('./japanese.js')).japanese,
} satisfies Record<string, () => Promise<Texts>>;

/** Primary subtag of a language that is loaded. */
export type LoadedLanguage = keyof typeof loaders;
/** Primary subtag of a language that the player speaks. */
export type Language = 'en' | LoadedLanguage;

export function isLanguage(subtag: string): subtag is Language {
  return subtag === 'en' || Object.hasOwn(loaders, subtag);
}

/** The texts of a language; rejects when its chunk cannot be loaded. */
export function loadTexts(language: LoadedLanguage): Promise<Texts> {
  return loaders[language]();
}
