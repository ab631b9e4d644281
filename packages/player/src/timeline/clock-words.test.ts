import { assert } from 'chai';
import { createClockWords, spanText } from './clock-words.js';

describe('words for moments', () => {
  it('name the day only where it is not today', () => {
    const words = createClockWords('de', () => new Date(2026, 10, 20, 18).getTime());
    assert.equal(words.moment(new Date(2026, 10, 20, 12, 3, 20).getTime()), '12:03:20');
    assert.equal(words.moment(new Date(2026, 10, 19, 12, 3, 20).getTime()), '19.11.2026, 12:03:20');
  });

  it('count minutes and hours', () => {
    assert.deepEqual([0, 200_000, 3_800_000, -5].map(spanText), ['0:00', '3:20', '1:03:20', '0:00']);
  });
});
