import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pictureArgs } from './args.js';

describe('pictureArgs', () => {
  for (const [version, option] of [
    ['4.4.2-0ubuntu0.22.04.1', '-vsync'],
    ['5.0.1', '-vsync'],
    ['5.1.9-0+deb12u1', '-fps_mode'],
    ['n7.1', '-fps_mode'],
    ['10.0', '-fps_mode'],
    ['N-109542-g01c7f68f7e', '-fps_mode'],
  ] as const) {
    it(`tell ${version} in its own words to keep every frame`, () => {
      const args = pictureArgs(version);
      assert.equal(args[args.indexOf('passthrough') - 1], option);
    });
  }
});
