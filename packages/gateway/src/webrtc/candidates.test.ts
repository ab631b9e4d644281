import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readTrickled, withoutNames } from './candidates.js';

const named = 'a=candidate:1 1 udp 2113937151 5a1b-4c.local 50000 typ host generation 0';
const v4 = 'a=candidate:2 1 udp 1677729535 203.0.113.7 50001 typ srflx raddr 0.0.0.0 rport 0';
const v6 = 'a=candidate:3 1 UDP 2122262783 2001:db8::7 50002 typ host';

describe('withoutNames', () => {
  it('keeps addresses and all other lines as they are', () => {
    for (const end of ['\r\n', '\n']) {
      const sdp = (lines: string[]) => lines.map((line) => `${line}${end}`).join('');
      const others = ['v=0', 'a=mid:0', 'a=candidate:'];
      assert.equal(withoutNames(sdp([...others, named, v4, v6, named])), sdp([...others, v4, v6]));
    }
  });
});

describe('readTrickled', () => {
  it('gives the media and its candidates', () => {
    const fragment = ['a=ice-ufrag:x', 'a=mid:video', named, v4, v6, 'a=end-of-candidates', ''].join('\r\n');
    assert.deepEqual(readTrickled(fragment), { mid: 'video', candidates: [v4.slice(2), v6.slice(2)] });
  });

  it('takes the first media where none is named, and nothing from what is no fragment', () => {
    assert.deepEqual(readTrickled('hello'), { mid: '0', candidates: [] });
  });
});
