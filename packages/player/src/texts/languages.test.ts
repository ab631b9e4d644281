import { assert } from 'chai';
import { english } from './english.js';
import { fillIn } from './fill-in.js';
import { french } from './french.js';
import { german } from './german.js';
import { japanese } from './japanese.js';
import { isLanguage } from './languages.js';
import { loadTexts } from './load-texts.js';
import { loadTimelineTexts } from './load-timeline-texts.js';
import { spanish } from './spanish.js';
import type { Texts } from './texts.js';
import { timelineEnglish } from './timeline-english.js';
import { timelineFrench } from './timeline-french.js';
import { timelineGerman } from './timeline-german.js';
import { timelineJapanese } from './timeline-japanese.js';
import { timelineSpanish } from './timeline-spanish.js';
import type { TimelineTexts } from './timeline-texts.js';

const others = { de: german, es: spanish, fr: french, ja: japanese } as const;
const timelines: Record<keyof typeof others, TimelineTexts> = {
  de: timelineGerman,
  es: timelineSpanish,
  fr: timelineFrench,
  ja: timelineJapanese,
};
const all: Texts[] = [english, ...Object.values(others)];

/** Every sentence with its path, such as `errors.internal.title`. */
function sentences(tree: object, path = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' ? [[path + key, value]] : sentences(value as object, `${path}${key}.`),
  );
}

const placeholders = (sentence: string) => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

/** What is the same in another language as in English. */
const shared: Record<keyof typeof others, string[]> = {
  de: ['live', 'announcements.playing', 'announcements.failed', 'stats.codecs'],
  es: ['announcements.failed'],
  fr: ['volume', 'announcements.failed', 'stats.transport', 'stats.codecs'],
  ja: [],
};
/** Words that the other languages do not have. */
const englishWords = /\b(the|this|is|are|to|again|try|camera|you|not|picture|and|with)\b/i;
/** Words that stand on the picture, in a button, where a narrow phone has to have room for them. */
const buttonWords = ['start', 'tapToPlay', 'tapToUnmute', 'retry', 'tryNow', 'live', 'goToLive'] as const;
const maxButtonLength = 24;
/** Names of buttons that show an icon, with a value in them. */
const buttonNames = ({ stats, ...texts }: Texts) => [
  ...[texts.play, texts.pause, texts.mute, texts.unmute, texts.snapshot, texts.zoomIn, texts.zoomOut],
  ...[fillIn(texts.resetZoom, { factor: '2.5' }), texts.moreControls, stats.title, stats.hide],
  ...[texts.pictureInPicture, texts.exitPictureInPicture, texts.fullscreen, texts.exitFullscreen],
];
const maxNameLength = 32;
/** Rows of the statistics panel, which stand beside their values. */
const rowNames = ({ stats: { title, hide, ...rows } }: Texts) => Object.values(rows);
const maxRowLength = 18;

describe('the languages of the player', () => {
  for (const [language, texts] of Object.entries(others) as [keyof typeof others, Texts][]) {
    describe(language, () => {
      it('has every sentence of English, no other, and says something where English does', () => {
        const spoken = (tree: Texts) => sentences(tree).filter(([, text]) => text.trim() !== '');
        assert.deepEqual(
          spoken(texts)
            .map(([path]) => path)
            .sort(),
          spoken(english)
            .map(([path]) => path)
            .sort(),
        );
      });

      it('gives the same values a place as English', () => {
        const inEnglish = new Map(sentences(english));
        for (const [path, text] of sentences(texts)) {
          assert.deepEqual(placeholders(text), placeholders(inEnglish.get(path)!), path);
        }
      });

      it('has no English left', () => {
        const inEnglish = new Map(sentences(english));
        const same = sentences(texts).filter(([path, text]) => text !== '' && text === inEnglish.get(path));
        assert.deepEqual(same.map(([path]) => path).sort(), [...shared[language]].sort());
        for (const [path, text] of sentences(texts)) {
          assert.notMatch(text, englishWords, path);
        }
      });

      it('is what its tag loads', async () => {
        assert.isTrue(isLanguage(language));
        assert.equal(await loadTexts(language), texts);
        assert.equal(texts.lang, language);
      });
    });
  }

  for (const texts of all) {
    it(`fits its words into buttons (${texts.lang})`, () => {
      for (const key of buttonWords) {
        assert.isBelow(texts[key].length, maxButtonLength + 1, texts[key]);
      }
      for (const name of buttonNames(texts)) assert.isBelow(name.length, maxNameLength + 1, name);
      for (const name of rowNames(texts)) assert.isBelow(name.length, maxRowLength + 1, name);
    });

    it(`names what happened without a full stop, and says what to do in whole sentences (${texts.lang})`, () => {
      const titles = new Set<string>();
      for (const [code, { title, advice }] of Object.entries(texts.errors)) {
        assert.match(title, /[^.。!?\s]$/, code);
        assert.match(advice, /[.。]$/, code);
        titles.add(title);
      }
      assert.equal(titles.size, Object.keys(texts.errors).length, 'each failure has a title of its own');
    });

    it(`has no stray spaces, straight apostrophes or dots for dashes (${texts.lang})`, () => {
      for (const [path, text] of sentences(texts)) assert.notMatch(text, /^\s|\s$| {2}|'|"|\.\.\./, path);
    });
  }

  for (const [language, texts] of Object.entries(timelines)) {
    it(`says of recordings what English does, in words of its own (${language})`, () => {
      assert.deepEqual(Object.keys(texts), Object.keys(timelineEnglish));
      for (const [key, text] of Object.entries(texts)) {
        const inEnglish = timelineEnglish[key as keyof TimelineTexts];
        assert.deepEqual(placeholders(text), placeholders(inEnglish), key);
        assert.notEqual(text, inEnglish, key);
        assert.notMatch(text, /^\s|\s$| {2}|'|"|\.\.\./, key);
      }
      for (const name of [texts.download, texts.clipStart, texts.clipEnd, texts.copyLink])
        assert.isBelow(name.length, maxNameLength + 1, name);
    });

    it(`is what the line of time loads (${language})`, async () => {
      assert.equal(await loadTimelineTexts(language), texts);
      assert.equal(await loadTimelineTexts('nl'), timelineEnglish);
    });
  }

  it('writes Japanese in Japanese, and politely', () => {
    for (const [path, text] of sentences(japanese)) {
      const isWord = text !== '' && path !== 'lang' && path !== 'announcements.failed';
      if (isWord) assert.match(text, /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u, path);
    }
    for (const { advice } of Object.values(japanese.errors)) {
      for (const sentence of advice.split('。').slice(0, -1)) {
        assert.match(sentence, /(です|ます|ません|ました|ください)$/, sentence);
      }
    }
  });

  it('does not address Germans, and says vous in French', () => {
    for (const [path, text] of sentences(german))
      assert.notMatch(text, /\b(Ihre?[nmrs]?|Ihnen|du|dein\w*)\b/, path);
    for (const [path, text] of sentences(french)) assert.notMatch(text, /\b(tu|ton|ta|tes|toi)\b/, path);
  });
});
