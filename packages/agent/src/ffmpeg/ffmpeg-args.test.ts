import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testBoard, testVideo } from '../testing/capture-run.js';
import { chooseEncoder, h264EncoderArgs } from './h264-encoder-args.js';
import { ffprobePathOf } from './probe-media.js';
import { readProgressLine } from './read-progress-line.js';
import { obstacleTo } from './source-args.js';

const argumentOf = (args: readonly string[], name: string) => args[args.indexOf(name) + 1];

describe('h264EncoderArgs', () => {
  for (const encoder of ['software', 'v4l2m2m'] as const) {
    it(`asks ${encoder} for no B-frames, and says bit rate, rate and keyframes`, () => {
      const args = h264EncoderArgs(encoder, { ...testVideo, keyframeIntervalMs: 500, framesPerSecond: 30 });
      for (const [name, value] of [
        ['-bf', '0'],
        ['-b:v', '1000000'],
        ['-r', '30'],
        ['-g', '15'],
      ] as const) {
        assert.equal(argumentOf(args, name), value);
      }
    });
  }

  it('leaves the rate to the camera and places keyframes by time', () => {
    const args = h264EncoderArgs('software', { ...testVideo, keyframeIntervalMs: 2000 }, 'as filmed');
    assert.equal(args.includes('-r'), false);
    assert.equal(argumentOf(args, '-force_key_frames'), 'expr:gte(t,n_forced*2)');
  });
});

describe('chooseEncoder', () => {
  it('takes what the board has, unless it is told otherwise', () => {
    const pi4 = { ...testBoard, h264Encoder: 'v4l2m2m' } as const;
    assert.deepEqual(
      [chooseEncoder('auto', pi4), chooseEncoder('auto', testBoard), chooseEncoder('software', pi4)],
      ['v4l2m2m', 'software', 'software'],
    );
  });
});

describe('obstacleTo', () => {
  const plain = {
    codec: 'h264',
    hasBFrames: false,
    isPlain420: true,
    width: 1,
    height: 1,
    framesPerSecond: 25,
  };
  for (const [video, obstacle] of [
    [plain, null],
    [{ ...plain, codec: 'hevc' }, 'H.265 instead of H.264'],
    [{ ...plain, hasBFrames: true }, 'B-frames'],
    [{ ...plain, isPlain420: false }, 'colours other than 4:2:0 with 8 bits'],
  ] as const) {
    it(`finds ${obstacle ?? 'none in plain H.264'}`, () => assert.equal(obstacleTo(video), obstacle));
  }
});

describe('readProgressLine', () => {
  for (const [line, read] of [
    ['frame=12', { pictures: 12 }],
    ['total_size=4700', { sentBytes: 4700 }],
    ['drop_frames=3', { droppedPictures: 3 }],
    ['total_size=N/A', {}],
    ['bitrate= 205.8kbits/s', {}],
    ['progress=continue', 'report complete'],
  ] as const) {
    it(`reads ${line}`, () => assert.deepEqual(readProgressLine(line), read));
  }
});

describe('ffprobePathOf', () => {
  it('looks beside ffmpeg', () => {
    assert.deepEqual(['ffmpeg', '/opt/ffmpeg/bin/ffmpeg-7'].map(ffprobePathOf), [
      'ffprobe',
      '/opt/ffmpeg/bin/ffprobe-7',
    ]);
  });
});
