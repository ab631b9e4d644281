import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type Board, readBoard } from './board.js';

function boardOf(files: Record<string, string>): Board {
  const rootDirectory = mkdtempSync(join(tmpdir(), 'board-'));
  try {
    mkdirSync(join(rootDirectory, 'proc/device-tree'), { recursive: true });
    for (const [path, content] of Object.entries(files)) writeFileSync(join(rootDirectory, path), content);
    return readBoard({ rootDirectory });
  } finally {
    rmSync(rootDirectory, { recursive: true });
  }
}

describe('readBoard', () => {
  for (const [model, compatible, h264Encoder] of [
    ['Raspberry Pi 4 Model B Rev 1.4', 'raspberrypi,4-model-b\0brcm,bcm2711\0', 'v4l2m2m'],
    ['Raspberry Pi Zero 2 W Rev 1.0', 'raspberrypi,model-zero-2-w\0brcm,bcm2837\0', 'v4l2m2m'],
    ['Raspberry Pi 5 Model B Rev 1.0', 'raspberrypi,5-model-b\0brcm,bcm2712\0', 'software'],
    ['Radxa ROCK 4', 'radxa,rockpi4b\0rockchip,rk3399\0', 'software'],
  ] as const) {
    it(`knows that a ${model} encodes by ${h264Encoder}`, () => {
      const board = boardOf({
        'proc/device-tree/model': `${model}\0`,
        'proc/device-tree/compatible': compatible,
      });
      assert.deepEqual([board.model, board.h264Encoder], [model, h264Encoder]);
    });
  }

  it('knows a machine without a device tree, with its memory and its cores', () => {
    const board = boardOf({
      'proc/meminfo': 'MemTotal:        4096 kB\nMemFree: 1 kB\n',
      'proc/cpuinfo': 'processor\t: 0\nmodel name\t: x\n\nprocessor\t: 1\n',
    });
    assert.deepEqual(board, {
      model: null,
      h264Encoder: 'software',
      memoryBytes: 4096 * 1024,
      coreCount: 2,
    });
  });
});
