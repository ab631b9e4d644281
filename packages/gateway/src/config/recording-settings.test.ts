import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from './parse.js';
import { largestRecordingBytes } from './recording-settings.js';

describe('largestRecordingBytes', () => {
  const cameras = [{ id: 'door' }, { id: 'gate' }, { id: 'yard', recording: { mode: 'off' as const } }];
  const recording = { mode: 'always' as const, path: '/recordings' };

  it('leaves half of the quota to what is finished, however many cameras are recorded at a time', () => {
    const maxBytes = 1_000_000_000;
    const config = parseConfig({ cameras, recording: { ...recording, maxBytes } });
    assert.equal(2 * largestRecordingBytes(config)!, maxBytes / 2);
  });

  it('is no limit where there is no quota', () => {
    assert.equal(largestRecordingBytes(parseConfig({ cameras, recording })), undefined);
  });
});
