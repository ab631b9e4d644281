import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tailOf } from '../camera-pacer.js';
import { createPieceEnds } from './piece-ends.js';

function box(type: string, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + payload.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, payload]);
}

const payload = (byteCount: number, seed: number): Buffer =>
  Buffer.from(Array.from({ length: byteCount }, (_, index) => (index * 7 + seed * 31) % 256));

const payloads = [payload(300, 1), payload(64, 2), payload(30, 3), payload(5000, 4)];
const stream = Buffer.concat(
  payloads.flatMap((bytes) => [
    box('moof', payload(90, 9)),
    box('free', Buffer.alloc(0)),
    box('mdat', bytes),
  ]),
);

describe('createPieceEnds', () => {
  for (const chunkBytes of [1, 7, 64, 333, stream.length])
    it(`knows each piece by its last bytes, in chunks of ${chunkBytes}`, () => {
      const read = createPieceEnds();
      const tails: string[] = [];
      for (let at = 0; at < stream.length; at += chunkBytes)
        tails.push(...read(stream.subarray(at, at + chunkBytes)));
      assert.deepEqual(tails, payloads.map(tailOf));
    });

  it('tells the end of a piece with the chunk that brings it, not with the next one', () => {
    const read = createPieceEnds();
    const first = box('mdat', payloads[0]!);
    assert.deepEqual(read(first.subarray(0, -1)), []);
    assert.deepEqual(read(first.subarray(-1)), [tailOf(payloads[0]!)]);
  });
});
