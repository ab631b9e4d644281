/** Sequence parameter sets of the real x264, read as ffprobe reads them. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { extractElementaryStream, probe, recordTransportStream } from '../testing/recorded-stream.js';
import { splitAnnexB } from './annex-b.js';
import { parseSequenceParameterSet } from './sequence-parameter-set.js';

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];
/** x264 promises a fixed rate only when it is told so. */
const fixedRate = ['-x264-params', 'force-cfr=1'];

const variants: Record<string, { size?: string; framesPerSecond?: number; video: string[] }> = {
  'baseline profile': { video: [...x264, ...fixedRate, '-profile:v', 'baseline'] },
  'a size that is cropped': { size: '1920x1080', video: [...x264, ...fixedRate, '-profile:v', 'high'] },
  'an odd number of macroblocks': { size: '642x362', video: [...x264, ...fixedRate] },
  'the scaling lists of High profile': {
    video: [...x264, '-preset', 'veryfast', '-x264-params', 'force-cfr=1:cqm=jvt'],
  },
  '4:2:2 in ten bits': { size: '322x182', video: [...x264, ...fixedRate, '-pix_fmt', 'yuv422p10le'] },
  '4:4:4': {
    size: '322x182',
    video: [...x264, '-pix_fmt', 'yuv444p', '-x264-params', 'force-cfr=1:cqm=jvt'],
  },
  'interlaced fields': { size: '640x360', video: [...x264, '-x264-params', 'force-cfr=1:tff=1'] },
  'a sample aspect ratio and colours': {
    video: [
      ...x264,
      ...fixedRate,
      '-vf',
      'setsar=11/13',
      '-colorspace',
      'bt709',
      '-color_primaries',
      'bt709',
      '-color_trc',
      'bt709',
    ],
  },
  '29.97 frames a second': { framesPerSecond: 30000 / 1001, video: [...x264, ...fixedRate] },
};

async function recordSps({ size = '320x240', ...options }: (typeof variants)[string]) {
  const bytes = await recordTransportStream({ size, seconds: 0.2, sound: 'none', ...options });
  const nalUnits = splitAnnexB(await extractElementaryStream(bytes, 'h264'))!;
  return { bytes, sps: nalUnits.find((nalUnit) => (nalUnit[0]! & 0x1f) === 7)! };
}

/** A picture of one macroblock, and this rate: a quarter of the timescale where a tick has two units. */
function promising(framesPerSecond: number): Buffer {
  const bits = (value: number, count: number): string => value.toString(2).padStart(count, '0');
  const head = bits(66, 8) + bits(0xc0, 8) + bits(30, 8);
  // ue(v): id 0, frame numbers 0, order type 2, one reference; then gaps, one by one macroblocks, frames only, no cropping
  const body = '1' + '1' + '011' + '010' + '0' + '1' + '1' + '1' + '1' + '0';
  const timing = `100001${bits(2, 32)}${bits(framesPerSecond * 4, 32)}1`;
  const text = `${head}${body}${timing}1`;
  const bytes = text.padEnd(Math.ceil(text.length / 8) * 8, '0').match(/.{8}/g)!;
  const payload = bytes.map((byte) => Number.parseInt(byte, 2));
  const coded: number[] = [];
  for (const byte of payload) {
    if (byte <= 3 && coded.at(-1) === 0 && coded.at(-2) === 0) coded.push(3);
    coded.push(byte);
  }
  return Buffer.from([0x67, ...coded]);
}

describe('parseSequenceParameterSet', () => {
  for (const [name, options] of Object.entries(variants)) {
    it(`reads ${name}`, async () => {
      const { bytes, sps } = await recordSps(options);
      const [stream] = (await probe(bytes)).streams;
      const [numerator, denominator] = stream!.r_frame_rate.split('/').map(Number);
      const { width, height, framesPerSecond, codec } = parseSequenceParameterSet(sps)!;
      assert.deepEqual([width, height], [stream!.width, stream!.height]);
      assert.ok(
        Math.abs(framesPerSecond! - numerator! / denominator!) < 0.001,
        `${framesPerSecond} frames a second`,
      );
      assert.equal(codec, `avc1.${sps.subarray(1, 4).toString('hex')}`);
    });
  }

  it('promises no rate where the encoder does not', async () => {
    const { sps } = await recordSps({ video: x264 });
    assert.equal(parseSequenceParameterSet(sps)?.framesPerSecond, undefined);
  });

  it('refuses one that is cut short, and throws on none', async () => {
    const { sps } = await recordSps({ video: x264 });
    assert.equal(parseSequenceParameterSet(sps.subarray(0, 8)), undefined);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
        const parsed = parseSequenceParameterSet(Buffer.from([0x67, ...bytes]));
        assert.ok(parsed === undefined || (parsed.width > 0 && parsed.height > 0));
      }),
      { numRuns: 1000 },
    );
  });

  it('believes no rate that nobody could play', () => {
    for (const rate of [1, 30, 300, 0.5, 301, 2 ** 30 - 1]) {
      const framesPerSecond = parseSequenceParameterSet(promising(rate))?.framesPerSecond;
      assert.equal(framesPerSecond, rate >= 1 && rate <= 300 ? rate : undefined);
    }
  });
});
