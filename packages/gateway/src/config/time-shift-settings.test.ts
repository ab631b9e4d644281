import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from './parse.js';
import { type ConfigInput, cameraConfigs } from './schema.js';

const windowsOf = (settings: Partial<ConfigInput>): number[] =>
  cameraConfigs(
    parseConfig({
      cameras: [{ id: 'front-door' }, { id: 'garden', timeShift: { windowMs: 0 } }],
      recording: { path: '/recordings' },
      ...settings,
    }),
  ).map(({ timeShiftMs }) => timeShiftMs);

describe('the settings of timeShift', () => {
  it('are off until they are set', () => {
    assert.deepEqual(windowsOf({}), [0, 0]);
  });

  it('let a camera differ', () => {
    assert.deepEqual(windowsOf({ timeShift: { windowMs: '30m' } }), [1_800_000, 0]);
  });

  it('are not less than live playback has anyway', () => {
    assert.deepEqual(windowsOf({ timeShift: { windowMs: 1000 }, hls: { windowMs: 60_000 } }), [60_000, 0]);
  });

  it('reach back six hours at most', () => {
    assert.throws(() => windowsOf({ timeShift: { windowMs: '7h' } }), /timeShift\.windowMs: must be at most/);
  });

  it('are refused where memory is the only place and has no room, with what can be done', () => {
    assert.throws(
      () => windowsOf({ timeShift: { windowMs: '10m' }, recording: {} }),
      /600 s of "front-door" are some 150 MB, limits\.maxBytesPerCamera lets 67 MB be held in memory; name a folder/,
    );
    assert.deepEqual(windowsOf({ timeShift: { windowMs: '4m' }, recording: {} }), [240_000, 0]);
  });
});
