import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError, parseConfig } from './parse.js';

describe('parseConfig', () => {
  it('takes for the endpoints of older systems a camera that is configured, and no other', () => {
    const cameras = [{ id: 'front-door' }, { id: 'shed' }];
    assert.equal(parseConfig({ cameras, compat: { cameraId: 'shed' } }).compat.cameraId, 'shed');
    assert.throws(
      () => parseConfig({ cameras, compat: { cameraId: 'attic' } }),
      (error) =>
        error instanceof ConfigError &&
        error.problems.join() === 'compat.cameraId: "attic" is not the id of a camera in "cameras"',
    );
  });
});
