import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { optionTables, type RpicamVersion } from '../testing/rpicam-stand-in/option-tables.js';
import { rpicamArgs, rpicamPushArgs } from './rpicam-args.js';

const video = {
  width: 1280,
  height: 720,
  framesPerSecond: 25,
  bitsPerSecond: 2_000_000,
  keyframeIntervalMs: 2000,
};
const output = { url: 'srt://h:1?passphrase=abc', format: 'mpegts' } as const;
const knownTo = (version: RpicamVersion) => new Set(optionTables[version].map(({ name }) => name));
const argsFor = (version: RpicamVersion, encoder: 'software' | 'v4l2m2m') =>
  rpicamArgs({ video, encoder, camera: 1, known: knownTo(version), options: ['--hflip'] });

const quick = 'preset=ultrafast;tune=zerolatency;bf=0;thread_type=slice;slices=4;';
const bound = 'maxrate=2000000;bufsize=1000000';
const table = [
  { version: 'libcamera-vid', encoder: 'software', codec: 'libx264', lowLatency: false, options: undefined },
  {
    version: 'libcamera-vid',
    encoder: 'v4l2m2m',
    codec: 'h264_v4l2m2m',
    lowLatency: false,
    options: undefined,
  },
  { version: '1.5.0', encoder: 'software', codec: 'libx264', lowLatency: false, options: quick + bound },
  { version: '1.5.0', encoder: 'v4l2m2m', codec: 'h264_v4l2m2m', lowLatency: false, options: undefined },
  { version: '1.13.0', encoder: 'software', codec: 'libx264', lowLatency: true, options: bound },
  { version: '1.13.0', encoder: 'v4l2m2m', codec: 'h264_v4l2m2m', lowLatency: false, options: undefined },
] as const;

describe('rpicamArgs', () => {
  for (const { version, encoder, codec, lowLatency, options } of table) {
    const args = argsFor(version, encoder);
    const valueAfter = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

    it(`makes ${version} encode by ${encoder} without waiting for anything`, () => {
      assert.equal(valueAfter('--libav-video-codec'), codec);
      assert.equal(args.includes('--low-latency'), lowLatency);
      assert.equal(valueAfter('--libav-video-codec-opts'), options);
      assert.equal(valueAfter('--profile'), 'baseline');
    });

    it(`asks ${version} for the picture, the bit rate and the keyframes that are wanted (${encoder})`, () => {
      assert.deepEqual(
        ['--width', '--height', '--framerate', '--bitrate', '--intra', '--camera', '--timeout'].map(
          valueAfter,
        ),
        ['1280', '720', '25', '2000000', '50', '1', '0'],
      );
    });

    it(`uses nothing that ${version} does not have (${encoder})`, () => {
      const known = knownTo(version);
      const used = args.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
      assert.deepEqual(
        used.filter((name) => !known.has(name)),
        [],
      );
    });
  }

  it('lets the words of capture.options come last, so that they win, and writes to standard output', () => {
    assert.deepEqual(argsFor('1.13.0', 'software').slice(-3), ['--hflip', '--output', '-']);
  });
});

describe('rpicamPushArgs', () => {
  it('pushes to the output exactly as given, from standard input, without probing', () => {
    const args = rpicamPushArgs({ output, encoder: 'software' });
    assert.equal(args.at(-1), output.url);
    assert.equal(args[args.indexOf('-i') + 1], 'pipe:0');
    assert.equal(args[args.indexOf('-probesize') + 1], '32');
  });

  it('repeats parameter sets for the hardware, whose driver may not', () => {
    assert.match(rpicamPushArgs({ output, encoder: 'v4l2m2m' }).join(' '), /dump_extra=freq=keyframe/);
  });
});
