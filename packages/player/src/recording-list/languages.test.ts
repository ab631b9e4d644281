import { assert } from 'chai';
import { englishList } from './english-list.js';
import { frenchList } from './french-list.js';
import { germanList } from './german-list.js';
import { japaneseList } from './japanese-list.js';
import { spanishList } from './spanish-list.js';

const others = { de: germanList, es: spanishList, fr: frenchList, ja: japaneseList };

/** Every sentence with its path. */
function sentences(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value as object, `${path}${key}.`),
  );
}

describe('the languages of the list', () => {
  for (const [language, texts] of Object.entries(others)) {
    it(`${language} has every sentence of English, none of them in English`, () => {
      const english = new Map(sentences(englishList));
      const own = sentences(texts);
      assert.deepEqual(own.map(([path]) => path).sort(), [...english.keys()].sort());
      assert.equal(texts.lang, language);
      for (const [path, text] of own) {
        assert.ok(text.trim() !== '' && text !== english.get(path), `${path}: ${text}`);
        assert.equal(text.includes('{count}'), english.get(path)!.includes('{count}'), path);
      }
    });
  }
});
