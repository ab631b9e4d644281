import { assert } from 'chai';
import { BoxSplitter, readReferenceTime } from './mp4-boxes.js';

function box(type: string, ...content: number[]): number[] {
  const size = 8 + content.length;
  return [0, 0, size >> 8, size & 0xff, ...new TextEncoder().encode(type), ...content];
}

describe('BoxSplitter', () => {
  it('gives each box once all of it is there, wherever the bytes are cut', () => {
    const all = new Uint8Array([...box('ftyp', 1, 2), ...box('moov'), ...box('mdat', 3, 4, 5)]);
    for (const size of [1, 3, 8, all.length]) {
      const splitter = new BoxSplitter();
      const boxes: string[] = [];
      for (let at = 0; at < all.length; at += size) {
        for (const { type, bytes } of splitter.push(all.subarray(at, at + size))) {
          boxes.push(`${type} ${bytes.subarray(8).join('-')}`);
        }
      }
      assert.deepEqual(boxes, ['ftyp 1-2', 'moov ', 'mdat 3-4-5'], `pieces of ${size}`);
    }
  });

  it('refuses what is no MP4', () => {
    assert.throws(() => new BoxSplitter().push(new TextEncoder().encode('{"code":"not_found"}')), RangeError);
    assert.throws(() => new BoxSplitter().push(new Uint8Array([0, 0, 0, 4, 1, 2, 3, 4])), RangeError);
  });
});

describe('readReferenceTime', () => {
  it('reads the wall clock and the time of the media', () => {
    const bytes = new Uint8Array(32);
    const view = new DataView(bytes.buffer);
    view.setUint32(16, 2_208_988_800 + 1_795_176_000);
    view.setUint32(20, 2 ** 30);
    view.setBigUint64(24, 630_000n);
    assert.deepEqual(readReferenceTime({ type: 'prft', bytes }), {
      mediaTicks: 630_000,
      atMs: 1_795_176_000_250,
    });
  });
});
