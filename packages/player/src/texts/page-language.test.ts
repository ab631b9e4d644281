import { assert } from 'chai';
import { pageLanguage } from './page-language.js';

const root = document.documentElement;

/** An element below ancestors with these `lang` attributes, from the outside in; `null`: without one. */
function elementBelow(...langs: (string | null)[]): Element {
  let parent: Element = document.body;
  for (const lang of langs) {
    const child = document.createElement('div');
    if (lang !== null) child.lang = lang;
    parent.append(child);
    parent = child;
  }
  return parent;
}

function withBrowserLanguages(languages: string[], run: () => void): void {
  Object.defineProperty(navigator, 'languages', { value: languages, configurable: true });
  try {
    run();
  } finally {
    Reflect.deleteProperty(navigator, 'languages');
  }
}

describe('the language of a place in a page', () => {
  afterEach(() => {
    document.body.replaceChildren();
    root.removeAttribute('lang');
  });

  it('is its own lang, else the nearest ancestor’s, else the document’s', () => {
    root.lang = 'ja';
    assert.equal(pageLanguage(elementBelow('fr', 'de')).language, 'de');
    assert.equal(pageLanguage(elementBelow('fr', null, null)).language, 'fr');
    const { language, source } = pageLanguage(elementBelow(null));
    assert.equal(language, 'ja');
    assert.equal(source, root);
  });

  it('is found through shadow roots', () => {
    const host = elementBelow('es', null);
    const inner = document.createElement('div');
    host.attachShadow({ mode: 'closed' }).append(inner);
    const innermost = document.createElement('p');
    inner.attachShadow({ mode: 'open' }).append(innermost);
    assert.equal(pageLanguage(innermost).language, 'es');
    assert.equal(pageLanguage(innermost).source, host.parentElement);
  });

  it('keeps its region, also where it is written another way', () => {
    for (const lang of ['de-AT', 'DE-at', 'de_AT']) {
      const { language, tag } = pageLanguage(elementBelow(lang));
      assert.deepEqual([language, tag], ['de', 'de-AT']);
    }
  });

  it('is English where the page speaks a language that the player does not, whatever the browser prefers', () => {
    withBrowserLanguages(['de'], () => {
      for (const lang of ['nl', 'den', 'x-klingon', 'not a tag', '💥']) {
        const { language, tag } = pageLanguage(elementBelow(lang));
        assert.deepEqual([language, tag], ['en', 'en'], lang);
      }
    });
  });

  it('is the first of the browser’s languages that the player speaks where the page says nothing', () => {
    withBrowserLanguages(['nl-BE', 'fr-BE', 'en'], () => {
      for (const element of [elementBelow(null), elementBelow('de', '')]) {
        const { language, tag } = pageLanguage(element);
        assert.deepEqual([language, tag], ['fr', 'fr-BE']);
      }
      assert.isNull(pageLanguage(elementBelow(null)).source);
    });
    withBrowserLanguages(['nl'], () => assert.equal(pageLanguage(elementBelow(null)).language, 'en'));
  });
});
