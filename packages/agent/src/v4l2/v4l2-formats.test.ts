import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chooseFormat, readFormats } from './v4l2-formats.js';

/** As ffmpeg 5 lists a webcam, whose descriptions its maker chose. */
const webcam = `[video4linux2,v4l2 @ 0x55c6b8d3a2c0] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480 320x240 1280x720
[video4linux2,v4l2 @ 0x55c6b8d3a2c0] Compressed:       mjpeg :          Motion-JPEG : 640x480 1280x720 1920x1080
[video4linux2,v4l2 @ 0x55c6b8d3a2c0] Compressed: Unsupported :   Vendor: own format : 640x480
/dev/video0: Immediate exit requested`;
const h264Line =
  '[video4linux2,v4l2 @ 0x1] Compressed:        h264 :                H.264 : 1920x1080 1280x720';
const rangeLine =
  '[video4linux2,v4l2 @ 0x1] Raw       :        nv12 :        Y/CbCr 4:2:0 : {32-4096, 2}x{32-2160, 2}';

const wish = (width: number, height: number) => ({
  width,
  height,
  framesPerSecond: 30,
  bitsPerSecond: 2_000_000,
  keyframeIntervalMs: 1000,
});

describe('readFormats', () => {
  it('reads sizes and leaves out what ffmpeg cannot read', () => {
    const formats = readFormats(webcam);
    assert.deepEqual(
      formats.map(({ name, kind, sizes }) => [name, kind, sizes.length]),
      [
        ['yuyv422', 'raw', 3],
        ['mjpeg', 'compressed', 3],
      ],
    );
    assert.deepEqual(formats[1]?.sizes[2], { width: 1920, height: 1080 });
  });

  it('reads ranges of sizes', () => {
    const [format] = readFormats(rangeLine);
    assert.deepEqual(format?.ranges, [
      { min: { width: 32, height: 32 }, max: { width: 4096, height: 2160 }, step: { width: 2, height: 2 } },
    ]);
  });

  it('finds nothing in a refusal', () => {
    assert.deepEqual(readFormats('Cannot open video device /dev/video0: No such file or directory'), []);
  });
});

describe('chooseFormat', () => {
  for (const [what, lines, size, chosen] of [
    ['H.264 before everything', `${webcam}\n${h264Line}`, [640, 480], ['h264', 1280, 720]],
    ['Motion JPEG before raw pictures', webcam, [1280, 720], ['mjpeg', 1280, 720]],
    ['the nearest size', webcam, [1600, 1000], ['mjpeg', 1920, 1080]],
    ['raw pictures when there is nothing else', rangeLine, [641, 481], ['nv12', 642, 482]],
    ['the largest size of a range', rangeLine, [8000, 6000], ['nv12', 4096, 2160]],
  ] as const) {
    it(`takes ${what}`, () => {
      const format = chooseFormat(readFormats(lines), wish(size[0], size[1]));
      assert.deepEqual([format?.name, format?.width, format?.height], chosen);
    });
  }

  it('takes no H.265', () => {
    const line = '[v4l2 @ 0x1] Compressed:        hevc :                HEVC : 1920x1080';
    assert.equal(chooseFormat(readFormats(line), wish(640, 480)), null);
  });
});
