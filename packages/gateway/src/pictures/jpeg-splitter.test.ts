import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { JpegSplitter } from './jpeg-splitter.js';

/** As ffmpeg writes it. */
function part(body: string): string {
  return `--ffmpeg\r\nContent-type: image/jpeg\r\nContent-length: ${body.length}\r\n\r\n${body}\r\n`;
}

function split(message: string, chunkBytes: number): string[] {
  const jpegs: string[] = [];
  const splitter = new JpegSplitter({ onJpeg: (jpeg) => jpegs.push(jpeg.toString('latin1')) });
  const bytes = Buffer.from(message, 'latin1');
  for (let at = 0; at < bytes.length; at += chunkBytes) splitter.write(bytes.subarray(at, at + chunkBytes));
  return jpegs;
}

describe('JpegSplitter', () => {
  const bodies = ['one', '\r\n\r\n--ffmpeg\r\nContent-length: 3\r\n\r\n', 'x'.repeat(5000), '\r'];
  const message = bodies.map(part).join('');

  for (const chunkBytes of [1, 2, 7, 100, 4096, message.length]) {
    it(`finds every picture in pieces of ${chunkBytes} bytes, whatever is in them`, () => {
      assert.deepEqual(split(message, chunkBytes), bodies);
    });
  }

  it('hands a picture over with its last byte, not with what follows', () => {
    assert.deepEqual(split(part('abc').slice(0, -2), 1000), ['abc']);
    assert.deepEqual(split(part('abc').slice(0, -3), 1000), []);
  });

  for (const [name, text, problem] of [
    ['without a length', '--ffmpeg\r\nContent-type: image/jpeg\r\n\r\n', /Content-Length/],
    ['of no bytes', '--ffmpeg\r\nContent-length: 0\r\n\r\n', /Content-Length/],
    ['too long to be one', '--ffmpeg\r\nContent-length: 99999999999\r\n\r\n', /Content-Length/],
    ['without an end of headers', 'x'.repeat(3000), /no end of headers/],
  ] as const) {
    it(`refuses a picture ${name}`, () => {
      assert.throws(() => split(text, 500), problem);
    });
  }
});
