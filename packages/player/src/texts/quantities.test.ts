import { assert } from 'chai';
import { createQuantities } from './quantities.js';

/** No-break spaces of all widths as plain ones: which of them a language takes changes with the browser. */
const plain = (text: string) => text.replace(/\s/g, ' ');

describe('quantities', () => {
  it('write decimals, shares and large numbers as the language does', () => {
    const written = ['en', 'de', 'fr', 'es', 'ja'].map((locale) => {
      const { seconds, percent, number } = createQuantities(locale);
      return [seconds(1.42), percent(0.35), number(1234567.891)].map(plain);
    });
    assert.deepEqual(written, [
      ['1.4 sec', '35%', '1,234,567.89'],
      ['1,4 Sek.', '35 %', '1.234.567,89'],
      ['1,4 s', '35 %', '1 234 567,89'],
      ['1,4 s', '35 %', '1.234.567,89'],
      ['1.4 秒', '35%', '1,234,567.89'],
    ]);
  });

  it('follow the region', () => {
    assert.equal(plain(createQuantities('de-CH').seconds(1.42)), '1.4 Sek.');
    assert.equal(createQuantities('de-CH').locale, 'de-CH');
  });

  it('say how long ago in the words of the language', () => {
    const said = ['en', 'de', 'fr', 'es', 'ja'].map((locale) => plain(createQuantities(locale).ago(12)));
    assert.deepEqual(said, ['12 sec. ago', 'vor 12 Sek.', 'il y a 12 s', 'hace 12 s', '12 秒前']);
  });

  it('take the largest unit that is full, and keep a tenth where it matters', () => {
    const { duration, ago, seconds } = createQuantities('en');
    assert.deepEqual([0, 59.9, 60, 3599, 3600, 86_400].map(duration), [
      '0 sec',
      '59 sec',
      '1 min',
      '59 min',
      '1 hr',
      '1 day',
    ]);
    assert.deepEqual([0, 90, 7200].map(ago), ['0 sec. ago', '1 min. ago', '2 hr. ago']);
    assert.deepEqual([0, 0.04, 2].map(seconds), ['0.0 sec', '0.0 sec', '2.0 sec']);
  });
});
