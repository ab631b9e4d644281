import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { samplesOf } from '../testing/fragment-reader.js';
import { writeStillFragments } from './still-fragment.js';

describe('writeStillFragments', () => {
  it('show the keyframe again and again, five times a second, for as long as they are told', () => {
    const keyframe = Buffer.from('00000002650100000003650203', 'hex');
    const bytes = writeStillFragments({ keyframe, decodeTicks: 90_000, durationTicks: 45_000 });
    const samples = samplesOf(bytes, 1);
    assert.deepEqual(
      samples.map(({ decodeTicks, durationTicks, isSync }) => [decodeTicks, durationTicks, isSync]),
      [
        [90_000, 18_000, true],
        [108_000, 18_000, true],
        [126_000, 9000, true],
      ],
    );
    assert.ok(samples.every((sample) => sample.bytes.equals(keyframe)));
  });
});
