import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig } from './parse.js';
import { largestRecordingBytes } from './recording-settings.js';
import { cameraConfigs } from './schema.js';

const cameras = [{ id: 'front-door' }, { id: 'garden', recording: { mode: 'off' as const } }];

describe('the settings of recording', () => {
  it('are off until they are set', () => {
    assert.deepEqual(
      cameraConfigs(parseConfig({ cameras })).map(({ recordingMode }) => recordingMode),
      ['off', 'off'],
    );
  });

  it('let a camera differ', () => {
    const config = parseConfig({
      cameras,
      recording: { mode: 'always', path: '/recordings', maxAgeMs: '30d' },
    });
    assert.equal(config.recording.maxAgeMs, 30 * 86_400_000);
    assert.deepEqual(
      cameraConfigs(config).map(({ recordingMode }) => recordingMode),
      ['always', 'off'],
    );
  });

  it('want a folder as soon as one camera may be recorded, and say which and what to do', () => {
    assert.throws(
      () => parseConfig({ cameras, recording: { mode: 'on-demand' } }),
      /recording\.path: is needed, as "front-door" may be recorded; name a folder such as .* or set recording\.mode to "off"/,
    );
  });
});

describe('largestRecordingBytes', () => {
  const three = [{ id: 'door' }, { id: 'gate' }, { id: 'yard', recording: { mode: 'off' as const } }];
  const recording = { mode: 'always' as const, path: '/recordings' };

  it('leaves half of the quota to what is finished, however many cameras are recorded at a time', () => {
    const maxBytes = 1_000_000_000;
    const config = parseConfig({ cameras: three, recording: { ...recording, maxBytes } });
    assert.equal(2 * largestRecordingBytes(config)!, maxBytes / 2);
  });

  it('is no limit where there is no quota', () => {
    assert.equal(largestRecordingBytes(parseConfig({ cameras: three, recording })), undefined);
  });
});
