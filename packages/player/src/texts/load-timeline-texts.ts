/** The words of the line of time, by language: each but English is a chunk that is loaded when it is wanted. */
import { timelineEnglish } from './timeline-english.js';
import type { TimelineTexts } from './timeline-texts.js';

const loaders: Readonly<Record<string, () => Promise<TimelineTexts>>> = {
  de: async () => (await import('./timeline-german.js')).timelineGerman,
  es: async () => (await import('./timeline-spanish.js')).timelineSpanish,
  fr: async () => (await import('./timeline-french.js')).timelineFrench,
  ja: async () => (await import('./timeline-japanese.js')).timelineJapanese,
};

/** @param language primary subtag; English where it is another one, or cannot be loaded */
export async function loadTimelineTexts(language: string): Promise<TimelineTexts> {
  try {
    return (await loaders[language]?.()) ?? timelineEnglish;
  } catch {
    return timelineEnglish;
  }
}
