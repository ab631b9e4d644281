import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { createAdtsSplitter } from './adts-splitter.js';

type FrameOptions = {
  data: Buffer;
  samplingIndex?: number;
  channels?: number;
  checksum?: 'present' | 'absent';
};

/** 48 kHz mono AAC-LC unless told otherwise. */
function adtsFrame({ data, samplingIndex = 3, channels = 1, checksum = 'absent' }: FrameOptions): Buffer {
  const headerBytes = checksum === 'present' ? 9 : 7;
  const frameBytes = headerBytes + data.length;
  const header = Buffer.alloc(headerBytes);
  header[0] = 0xff;
  header[1] = checksum === 'present' ? 0xf0 : 0xf1;
  header[2] = (1 << 6) | (samplingIndex << 2) | (channels >> 2);
  header[3] = ((channels & 3) << 6) | (frameBytes >> 11);
  header[4] = (frameBytes >> 3) & 0xff;
  header[5] = ((frameBytes & 7) << 5) | 0x1f;
  header[6] = 0xfc;
  return Buffer.concat([header, data]);
}

const silence = (length: number, value: number) => Buffer.alloc(length, value);
const split = (...pieces: Buffer[]) => {
  const splitter = createAdtsSplitter();
  return pieces.flatMap((piece) => splitter.push(piece));
};
const dataOf = (frames: { data: Buffer }[]) => frames.map(({ data }) => data.toString('hex'));

describe('createAdtsSplitter', () => {
  it('takes a single frame', () => {
    const [frame] = split(adtsFrame({ data: silence(20, 1) }));
    assert.deepEqual([frame!.data, frame!.offsetBytes], [silence(20, 1), 0]);
    const { audioSpecificConfig, ...parameters } = frame!.parameters;
    assert.equal(audioSpecificConfig.toString('hex'), '1188');
    assert.deepEqual(parameters, { codec: 'mp4a.40.2', samplesPerSecond: 48_000, channelCount: 1 });
  });

  it('removes a checksum with the header', () => {
    assert.deepEqual(dataOf(split(adtsFrame({ data: silence(20, 1), checksum: 'present' }))), [
      silence(20, 1).toString('hex'),
    ]);
  });

  it('puts frames together however they are cut, once it has found the first', () => {
    const data = Array.from({ length: 6 }, (_, index) => silence(20 + index, index + 1));
    const bytes = Buffer.concat(data.map((frame) => adtsFrame({ data: frame })));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 28, max: bytes.length - 1 }), { maxLength: 8 }), (cuts) => {
        const ends = [...cuts, bytes.length].sort((a, b) => a - b);
        const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        assert.deepEqual(
          dataOf(split(...pieces)),
          data.map((frame) => frame.toString('hex')),
        );
      }),
    );
  });

  it('says where a frame begins, also when that was in an earlier piece', () => {
    const [first, second] = [adtsFrame({ data: silence(20, 1) }), adtsFrame({ data: silence(30, 2) })];
    const bytes = Buffer.concat([first, second, first]);
    assert.deepEqual(
      split(bytes.subarray(0, 40), bytes.subarray(40)).map(({ offsetBytes }) => offsetBytes),
      [0, -13, 24],
    );
  });

  it('does not take a sync word inside a frame for a frame', () => {
    const decoy = adtsFrame({ data: silence(4, 9) });
    const frame = adtsFrame({ data: Buffer.concat([silence(10, 1), decoy, silence(10, 2)]) });
    const middleOfFrame = frame.subarray(12);
    assert.deepEqual(
      dataOf(split(Buffer.concat([middleOfFrame, frame, frame]))),
      [frame, frame].map((f) => f.subarray(7).toString('hex')),
    );
  });

  it('drops a frame that something was inserted into, and goes on', () => {
    const frame = adtsFrame({ data: silence(40, 1) });
    const broken = Buffer.concat([frame.subarray(0, 20), silence(13, 5), frame.subarray(20)]);
    const frames = split(Buffer.concat([frame, broken, frame, frame]));
    assert.equal(frames.length, 3);
    for (const { data } of frames) assert.deepEqual(data, silence(40, 1));
  });

  it('forgets the head of a frame when bytes are missing after it', () => {
    const splitter = createAdtsSplitter();
    const frame = adtsFrame({ data: silence(40, 1) });
    splitter.push(frame.subarray(0, 30));
    splitter.reset();
    assert.deepEqual(dataOf(splitter.push(frame)), [silence(40, 1).toString('hex')]);
  });

  it('follows a change of the parameters, and keeps the object until then', () => {
    const mono = adtsFrame({ data: silence(20, 1) });
    const stereo = adtsFrame({ data: silence(20, 2), channels: 2, samplingIndex: 4 });
    const parameters = split(Buffer.concat([mono, mono, stereo, stereo])).map((frame) => frame.parameters);
    assert.equal(parameters[0], parameters[1]);
    assert.equal(parameters[2], parameters[3]);
    assert.deepEqual([parameters[2]!.channelCount, parameters[2]!.samplesPerSecond], [2, 44_100]);
  });

  it('passes nothing on whose channels only the stream itself tells', () => {
    assert.deepEqual(split(adtsFrame({ data: silence(20, 1), channels: 0 })), []);
  });

  it('holds back no more than a frame, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 20 }), (pieces) => {
        const splitter = createAdtsSplitter();
        for (const piece of pieces) splitter.push(Buffer.from(piece));
        const frame = adtsFrame({ data: silence(8000, 0) });
        // Whatever is held back ends with the next two frames at the latest.
        const frames = [frame, frame, frame].flatMap((bytes) => splitter.push(bytes));
        assert.ok(frames.some(({ data }) => data.equals(silence(8000, 0))));
      }),
    );
  });
});
