/** In which language the player should speak: what the page says of the place it stands at, or what the browser prefers. */
import { isLanguage, type Language } from './languages.js';

export type PageLanguage = {
  /** One that the player speaks; English where the wanted one is not among them. */
  language: Language;
  /** The tag that asks for it, with its region: `de-AT`. */
  tag: string;
  /** The element whose `lang` decides; `null`: none has one, the browser's languages do. */
  source: Element | null;
};

/**
 * Reads `lang` as HTML inherits it (the element's own, the nearest ancestor's, through shadow roots, the document's) and
 * asks the browser's languages where nobody has one or it is empty, which means unknown.
 */
export function pageLanguage(element: Element): PageLanguage {
  const source = nearestWithLang(element);
  const lang = source?.getAttribute('lang');
  for (const wanted of lang ? [lang] : navigator.languages) {
    const tag = canonicalTag(wanted) ?? '';
    const language = primarySubtag(tag);
    if (isLanguage(language)) return { language, tag, source };
  }
  return { language: 'en', tag: 'en', source };
}

/**
 * As `pageLanguage`, and has `observer` told of what may change it: `lang` on the element itself, on the ancestor that decides,
 * or on the root of the document.
 */
export function watchLanguage(element: Element, observer: MutationObserver): PageLanguage {
  const language = pageLanguage(element);
  observer.disconnect();
  for (const watched of [element, language.source, document.documentElement])
    if (watched) observer.observe(watched, { attributeFilter: ['lang'] });
  return language;
}

/** A tag in its canonical form, also where somebody wrote `de_AT`; `null` when it is none. */
export function canonicalTag(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? null;
  } catch {
    return null;
  }
}

/** The language of a canonical tag: `de` of `de-AT`. */
export function primarySubtag(tag: string): string {
  return tag.split('-', 1)[0] ?? '';
}

function nearestWithLang(element: Element): Element | null {
  const found = element.closest('[lang]');
  if (found !== null) return found;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? nearestWithLang(root.host) : null;
}
