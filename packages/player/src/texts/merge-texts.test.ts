import { assert } from 'chai';
import { english } from './english.js';
import { fillIn } from './fill-in.js';
import { mergeTexts, withoutWords } from './merge-texts.js';
import type { PlayerTexts } from './texts.js';

describe('texts of the page', () => {
  it('replace single sentences, also deep ones, and leave the rest', () => {
    const own: PlayerTexts = {
      start: 'To the bird box',
      errors: { camera_offline: { title: 'Out hunting' } },
    };
    const merged = mergeTexts(english, own);
    assert.equal(merged.start, 'To the bird box');
    assert.equal(merged.play, english.play);
    assert.deepEqual(merged.errors.camera_offline, {
      title: 'Out hunting',
      advice: english.errors.camera_offline.advice,
    });
    assert.equal(english.start, 'Start live view');
  });

  it('are ignored where they are unknown or no text', () => {
    const own = {
      begin: 'x',
      start: 7,
      play: null,
      errors: 'all',
      phaseTitles: { sleeping: 'z' },
      toString: 'y',
    };
    assert.deepEqual(mergeTexts(english, own), english);
    assert.deepEqual(mergeTexts(english, 'nothing of it'), english);
  });

  it('may be empty: then nothing is said', () => {
    assert.equal(mergeTexts(english, { region: '' }).region, '');
  });
});

describe('texts without words', () => {
  it('keep every line open and say nothing', () => {
    const { start, errors, phaseTitles } = withoutWords(english);
    for (const text of [start, errors.internal.title, phaseTitles.waking]) assert.equal(text, '\u00a0');
  });
});

describe('a sentence with values', () => {
  it('has them where the language wants them', () => {
    assert.equal(fillIn('{dropped} of {total}', { dropped: '3', total: '90' }), '3 of 90');
    assert.equal(fillIn('{total} 中 {dropped}', { dropped: '3', total: '90' }), '90 中 3');
  });

  it('shows a name that has no value, and takes a value as it is', () => {
    assert.equal(fillIn('{when}, {who}', { who: '$& {when}' }), '{when}, $& {when}');
  });
});
