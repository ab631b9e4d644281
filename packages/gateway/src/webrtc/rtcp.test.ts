import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asksForKeyframe } from './rtcp.js';

/** Receiver report without a block; PLI; FIR; NACK. */
const report = Buffer.from('80c9000100000001', 'hex');
const pli = Buffer.from('81ce00020000000100000002', 'hex');
const fir = Buffer.from('84ce000400000001000000000000000201000000', 'hex');
const nack = Buffer.from('81cd0003000000010000000200010000', 'hex');

describe('asksForKeyframe', () => {
  it('sees a lost picture and a full request, alone and among others', () => {
    for (const packet of [pli, fir, Buffer.concat([report, pli]), Buffer.concat([report, nack, fir])])
      assert.equal(asksForKeyframe(packet), true);
  });

  it('sees none in reports, in requests for packets, and in what is cut off', () => {
    for (const packet of [report, nack, Buffer.alloc(0), pli.subarray(0, 3), Buffer.from('00000000', 'hex')])
      assert.equal(asksForKeyframe(packet), false);
  });
});
