import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createPositionReader, partsAfter, readPosition } from './playlist-position.js';

const playlist = `#EXTM3U
#EXT-X-TARGETDURATION:1
#EXT-X-MEDIA-SEQUENCE:7
#EXTINF:1.00000,
seg7.m4s
#EXT-X-PART:DURATION=0.50000,URI="part8.m4s",INDEPENDENT=YES
#EXT-X-PART:DURATION=0.50000,URI="part9.m4s"
#EXTINF:1.00000,
seg8.m4s
`;
const open = '#EXT-X-PART:DURATION=0.50000,URI="part10.m4s",INDEPENDENT=YES\n';
const hint = '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="part11.m4s"\n';

describe('readPosition', () => {
  it('asks next for the part behind the newest one', () => {
    assert.equal(readPosition(playlist + open + hint).nextQuery, '?_HLS_msn=9&_HLS_part=1');
  });

  it('asks for the first part of a segment when the one before is complete', () => {
    assert.equal(readPosition(playlist + hint).nextQuery, '?_HLS_msn=9&_HLS_part=0');
  });
});

describe('partsAfter', () => {
  const position = readPosition(playlist + open + hint);

  it('gives what has come since', () => {
    assert.deepEqual(partsAfter(position, 'part8.m4s'), ['part9.m4s', 'part10.m4s']);
    assert.deepEqual(partsAfter(position, 'part10.m4s'), []);
  });

  it('begins with the newest part, and goes on there after too long a pause', () => {
    assert.deepEqual(partsAfter(position, undefined), ['part10.m4s']);
    assert.deepEqual(partsAfter(position, 'part1.m4s'), ['part10.m4s']);
  });
});

describe('createPositionReader', () => {
  it('reads each content once, however often it comes', () => {
    const read = createPositionReader();
    const first = read(gzipSync(playlist + hint));
    assert.equal(read(gzipSync(playlist + hint)), first);
    assert.notEqual(read(gzipSync(playlist + open + hint)), first);
  });
});
