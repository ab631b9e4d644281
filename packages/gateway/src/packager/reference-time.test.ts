import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { writeReferenceTime } from './reference-time.js';

describe('writeReferenceTime', () => {
  it('says when the picture was produced, as NTP counts', () => {
    const decodeTicks = 2 ** 40 + 1;
    const bytes = writeReferenceTime({ decodeTicks, atMs: Date.UTC(2026, 10, 20, 12, 0, 0, 250) });
    assert.deepEqual([bytes.length, bytes.readUInt32BE(0)], [32, 32]);
    assert.equal(bytes.toString('latin1', 4, 8), 'prft');
    assert.deepEqual([bytes.readUInt8(8), bytes.readUIntBE(9, 3), bytes.readUInt32BE(12)], [1, 1, 1]);
    assert.equal(bytes.readUInt32BE(16) - 2_208_988_800, Date.UTC(2026, 10, 20, 12) / 1000);
    assert.equal(bytes.readUInt32BE(20), 2 ** 30);
    assert.equal(bytes.readBigUInt64BE(24), BigInt(decodeTicks));
  });
});
