import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFragments } from '../testing/fragment-reader.js';
import { writeStillFragment } from './still-fragment.js';

describe('writeStillFragment', () => {
  it('shows the keyframe for as long as it is told', () => {
    const keyframe = Buffer.from('00000002650100000003650203', 'hex');
    const bytes = writeStillFragment({ keyframe, decodeTicks: 90_000, durationTicks: 45_000 });
    const sample = { durationTicks: 45_000, compositionOffsetTicks: 0, isSync: true, bytes: keyframe };
    assert.deepEqual(readFragments(bytes), [
      { sequence: 0, tracks: [{ trackId: 1, decodeTicks: 90_000, samples: [sample] }] },
    ]);
  });
});
