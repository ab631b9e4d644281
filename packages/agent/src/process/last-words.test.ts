import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { maxLastWordLength, maxLastWords } from '@rpi-live-camera/protocol';
import { createLastWords } from './last-words.js';

describe('createLastWords', () => {
  it('keeps the newest lines and quotes the last of them', () => {
    const words = createLastWords();
    assert.equal(words.sentence(), '');
    for (let number = 1; number <= maxLastWords + 2; number += 1) words.add(`line ${number}`);
    assert.equal(words.lines().length, maxLastWords);
    assert.equal(words.lines()[0], 'line 3');
    assert.equal(words.sentence(), `Its last words: line ${maxLastWords + 2}`);
  });

  it('makes lines readable: no secrets, no colours, no end of the screen', () => {
    const words = createLastWords();
    assert.equal(words.add('\u001b[31mno\tsrt://h?passphrase=abc\u001b[0m\r'), 'no srt://h?passphrase=***');
    words.add(' \u0007');
    words.add('x'.repeat(2 * maxLastWordLength));
    assert.deepEqual(words.lines(), ['no srt://h?passphrase=***', 'x'.repeat(maxLastWordLength)]);
  });
});
