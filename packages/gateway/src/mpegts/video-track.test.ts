/** Which pictures leave a demuxer, with which times, on streams that the ffmpeg at hand does not write. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { splitAnnexB } from '../codec/annex-b.js';
import { nalUnitType } from '../codec/nal-unit.js';
import { createCollector } from '../testing/demuxed.js';
import { extractElementaryStream, recordTransportStream } from '../testing/recorded-stream.js';
import { TransportMuxer } from '../testing/transport-muxer.js';

const pid = 0x100;
const delimiter = Buffer.from([9, 0xf0]);
const filler = Buffer.from([12, 0xff, 0xff, 0x80]);
const startCode = Buffer.from([0, 0, 0, 1]);

let sps: Buffer;
let pps: Buffer;
let otherSps: Buffer;
let idr: Buffer;
let pictures: Buffer[];

async function recordNalUnits(size: string): Promise<Buffer[]> {
  const encoder = ['-c:v', 'libx264', '-profile:v', 'baseline', '-preset', 'ultrafast', '-g', '99'];
  const bytes = await recordTransportStream({ size, seconds: 1, sound: 'none', video: encoder });
  return splitAnnexB(await extractElementaryStream(bytes, 'h264'))!;
}

before(async () => {
  const nalUnits = await recordNalUnits('320x240');
  const ofType = (type: number) => nalUnits.filter((nalUnit) => nalUnitType(nalUnit) === type);
  sps = ofType(7)[0]!;
  pps = ofType(8)[0]!;
  idr = ofType(5)[0]!;
  pictures = ofType(1);
  otherSps = (await recordNalUnits('160x120')).find((nalUnit) => nalUnitType(nalUnit) === 7)!;
});

function createSender() {
  const { demuxer, result } = createCollector();
  const muxer = new TransportMuxer();
  demuxer.write(muxer.programAssociation({ 1: 0x1000 }));
  demuxer.write(muxer.programMap(0x1000, 1, [{ streamType: 0x1b, pid }]));
  const send = (nalUnits: Buffer[], ptsTicks?: number, dtsTicks?: number) => {
    const data = Buffer.concat(nalUnits.flatMap((nalUnit) => [startCode, nalUnit]));
    const times = {
      ...(ptsTicks !== undefined && { ptsTicks }),
      ...(dtsTicks !== undefined && { dtsTicks }),
    };
    demuxer.write(muxer.pes({ pid, data, length: 'declared', ...times }));
  };
  return { demuxer, result, send };
}

describe('createVideoTrack', () => {
  it('passes slices on and leaves parameter sets, delimiters and filler out', () => {
    const { result, send } = createSender();
    send([delimiter, sps, pps, idr, filler], 3000);
    assert.deepEqual(
      result.video.map(({ nalUnits }) => nalUnits),
      [[idr]],
    );
    assert.deepEqual([result.video[0]!.parameters.sps, result.video[0]!.parameters.pps], [sps, pps]);
  });

  it('splits several pictures in one PES packet and spaces them like the ones before', () => {
    const { result, send } = createSender();
    send([delimiter, sps, pps, idr], 0);
    send([delimiter, pictures[0]!], 3600);
    send([delimiter, pictures[1]!, delimiter, pictures[2]!], 7200);
    assert.deepEqual(
      result.video.map(({ dtsTicks, nalUnits }) => [dtsTicks, nalUnits.length]),
      [
        [0, 1],
        [3600, 1],
        [7200, 1],
        [10_800, 1],
      ],
    );
  });

  it('gives a picture without a timestamp the next frame time', () => {
    const { result, send } = createSender();
    send([sps, pps, idr], 0);
    send([pictures[0]!], 3600);
    send([pictures[1]!]);
    assert.deepEqual(
      result.video.map(({ ptsTicks }) => ptsTicks),
      [0, 3600, 7200],
    );
  });

  it('takes parameter sets that come in a PES packet of their own', () => {
    const { result, send } = createSender();
    send([sps, pps], 0);
    send([idr], 0);
    assert.deepEqual(
      result.video.map(({ isKeyframe }) => isKeyframe),
      [true],
    );
  });

  it('keeps pictures back until a keyframe and its parameter sets have come', () => {
    const { result, send } = createSender();
    send([pictures[0]!], 0);
    send([idr], 3600);
    send([pictures[1]!], 7200);
    assert.equal(result.video.length, 0);
    send([sps, pps, idr], 10_800);
    send([pictures[0]!], 14_400);
    assert.deepEqual(
      result.video.map(({ ptsTicks }) => ptsTicks),
      [10_800, 14_400],
    );
    assert.deepEqual(result.keyframesWanted, ['no keyframe has come yet']);
  });

  it('changes the parameters at a keyframe, and keeps the object while they are merely repeated', () => {
    const { result, send } = createSender();
    send([sps, pps, idr], 0);
    send([sps, pps, idr], 3600);
    send([otherSps, pps, idr], 7200);
    const [first, second, third] = result.video.map(({ parameters }) => parameters);
    assert.equal(first, second);
    assert.deepEqual([third!.width, third!.height], [160, 120]);
  });

  it('drops pictures whose parameters changed without a keyframe', () => {
    const { result, send } = createSender();
    send([sps, pps, idr], 0);
    send([otherSps, pictures[0]!], 3600);
    send([pictures[1]!], 7200);
    assert.equal(result.video.length, 1);
    assert.deepEqual(result.keyframesWanted, ['the parameter sets changed without a keyframe']);
  });

  for (const [name, data] of [
    ['holds no start code', () => [Buffer.alloc(50, 0x55)]],
    ['holds what is no NAL unit', () => [pictures[0]!, Buffer.from([0xe0, 1, 2])]],
    ['begins in the middle of a picture', () => [Buffer.from([0x41, 0x11, 0x22, 0x33])]],
  ] as const) {
    it(`waits for a keyframe after a packet that ${name}`, () => {
      const { demuxer, result, send } = createSender();
      send([sps, pps, idr], 0);
      if (name === 'holds no start code') {
        const muxer = new TransportMuxer();
        muxer.packet({ pid, payload: Buffer.alloc(1) });
        demuxer.write(muxer.pes({ pid, data: data()[0]!, ptsTicks: 3600, length: 'declared' }));
      } else send(data(), 3600);
      send([pictures[1]!], 7200);
      send([sps, pps, idr], 10_800);
      assert.deepEqual(
        result.video.map(({ ptsTicks }) => ptsTicks),
        [0, 10_800],
      );
      assert.equal(result.keyframesWanted.length, 1);
    });
  }

  it('never lets a picture be decoded after it is shown', () => {
    const { result, send } = createSender();
    send([sps, pps, idr], 3600, 7200);
    assert.deepEqual([result.video[0]!.ptsTicks, result.video[0]!.dtsTicks], [3600, 3600]);
  });

  it('lets the clock step, forwards and back', () => {
    const { result, send } = createSender();
    send([sps, pps, idr], 900_000);
    send([pictures[0]!], 90_000);
    send([pictures[1]!], 9_000_000);
    assert.deepEqual(
      result.video.map(({ ptsTicks }) => ptsTicks),
      [900_000, 90_000, 9_000_000],
    );
  });

  it('ignores what is written after the end', () => {
    const { demuxer, result, send } = createSender();
    send([sps, pps, idr], 0);
    demuxer.end();
    send([pictures[0]!], 3600);
    assert.equal(result.video.length, 1);
  });

  it('drops a PES packet of more NAL units or pictures than any camera sends', () => {
    const { result, send, demuxer } = createSender();
    send([sps, pps, idr], 3000);
    const tiny = idr.subarray(0, 8);
    send([sps, pps, ...Array.from({ length: 33 }, () => [delimiter, tiny]).flat()], 6000);
    send([sps, pps, ...Array.from({ length: 4096 }, () => tiny)], 9000);
    send([sps, pps, idr], 12_000);
    assert.deepEqual(
      result.video.map(({ ptsTicks }) => ptsTicks),
      [3000, 12_000],
    );
    assert.equal(demuxer.stats().damagedPesPackets, 2);
    assert.equal(result.keyframesWanted.length, 1);
  });

  it('shows a picture when it is decoded where its time is hours later', () => {
    const { result, send } = createSender();
    send([sps, pps, idr], 2 ** 31, 3000);
    send([sps, pps, idr], 12_000, 6000);
    assert.deepEqual(
      result.video.map(({ ptsTicks, dtsTicks }) => [ptsTicks, dtsTicks]),
      [
        [3000, 3000],
        [12_000, 6000],
      ],
    );
  });

  it('takes no parameter set that is longer than any could be', () => {
    const { result, send } = createSender();
    send([sps, pps, idr], 3000);
    send([sps, Buffer.concat([pps, Buffer.alloc(5000, 0xaa)]), idr], 6000);
    assert.deepEqual(result.video[1]?.parameters, result.video[0]?.parameters);
  });
});
