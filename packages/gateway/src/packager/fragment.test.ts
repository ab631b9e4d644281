import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readFragments } from '../testing/fragment-reader.js';
import { writeFragment } from './fragment.js';

const video = {
  nalUnits: [Buffer.from('6501', 'hex'), Buffer.from('650203', 'hex')],
  decodeTicks: 2 ** 40 + 1,
  durationTicks: 3000,
  compositionOffsetTicks: 6000,
  isKeyframe: true,
};
const audio = {
  decodeSamples: 48_000,
  frames: [
    { data: Buffer.from('2101', 'hex'), durationSamples: 1024 },
    { data: Buffer.from('210203', 'hex'), durationSamples: 2048 },
  ],
};
const videoTrack = {
  trackId: 1,
  decodeTicks: 2 ** 40 + 1,
  samples: [
    {
      durationTicks: 3000,
      compositionOffsetTicks: 6000,
      isSync: true,
      bytes: Buffer.from('00000002650100000003650203', 'hex'),
    },
  ],
};
const audioTrack = {
  trackId: 2,
  decodeTicks: 48_000,
  samples: [
    { durationTicks: 1024, compositionOffsetTicks: 0, isSync: true, bytes: Buffer.from('2101', 'hex') },
    { durationTicks: 2048, compositionOffsetTicks: 0, isSync: true, bytes: Buffer.from('210203', 'hex') },
  ],
};

describe('writeFragment', () => {
  for (const [name, contents, tracks] of [
    ['picture and sound', { video, audio }, [videoTrack, audioTrack]],
    ['a picture alone', { video, audio: undefined }, [videoTrack]],
    ['sound alone', { video: undefined, audio }, [audioTrack]],
  ] as const) {
    it(`writes ${name} with the times, sizes and bytes of each sample`, () => {
      const { bytes } = writeFragment({ sequence: 7, ...contents });
      assert.deepEqual(readFragments(bytes), [{ sequence: 7, tracks }]);
    });
  }

  it('gives the video sample as a view', () => {
    const { bytes, videoSample } = writeFragment({ sequence: 1, video, audio });
    assert.equal(videoSample.buffer, bytes.buffer);
    assert.equal(videoSample.toString('hex'), '00000002650100000003650203');
  });

  it('says which pictures need others', () => {
    const { bytes } = writeFragment({
      sequence: 1,
      video: { ...video, isKeyframe: false },
      audio: undefined,
    });
    assert.equal(readFragments(bytes)[0]?.tracks[0]?.samples[0]?.isSync, false);
  });
});
