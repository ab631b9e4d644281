import { assert } from 'chai';
import { MultipartSplitter } from './multipart.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (part: Uint8Array): string => new TextDecoder().decode(part);
const part = (content: string): string =>
  `--frame\r\nContent-Type: image/jpeg\r\nContent-Length: ${content.length}\r\n\r\n${content}\r\n`;

describe('MultipartSplitter', () => {
  it('gives each part once all of it is there, wherever the bytes are cut', () => {
    const all = bytes(part('first') + part('second\r\n\r\nwith lines') + part('third'));
    for (const size of [1, 7, 64, all.length]) {
      const splitter = new MultipartSplitter();
      const parts: string[] = [];
      for (let at = 0; at < all.length; at += size) {
        parts.push(...splitter.push(all.subarray(at, at + size)).map(text));
      }
      assert.deepEqual(parts, ['first', 'second\r\n\r\nwith lines', 'third'], `pieces of ${size}`);
    }
  });

  it('refuses parts without a length, impossible lengths and what is no multipart', () => {
    assert.throws(() => new MultipartSplitter().push(bytes('--frame\r\n\r\nx')), RangeError);
    assert.throws(
      () => new MultipartSplitter().push(bytes('--frame\r\nContent-Length: 999999999\r\n\r\n')),
      RangeError,
    );
    assert.throws(() => new MultipartSplitter().push(new Uint8Array(5000)), RangeError);
  });
});
