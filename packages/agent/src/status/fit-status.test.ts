import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  type CameraStatus,
  maxFailureMessageLength,
  maxLastWordLength,
  maxLastWords,
  maxStatusBytes,
} from '@rpi-live-camera/protocol';
import { fitStatus } from './fit-status.js';

/** Every detail, as long as it gets. */
const full: CameraStatus = {
  v: 1,
  state: 'streaming',
  runId: 'b5e0d5a4-7d3c-4b43-9a55-0b8a3c3d7c2e',
  connectionId: 'd2719e1c-0a4e-4f5f-8a57-4a3c1f0c0c55',
  since: '2026-11-20T12:00:00.000Z',
  agent: 'rpi-live-camera-agent/10.10.10',
  capture: 'picamera2',
  video: { framesPerSecond: 29.9, bitsPerSecond: 20_000_000, droppedPictures: 100_000 },
  health: {
    temperatureCelsius: 61.3,
    throttled: {
      now: ['under-voltage', 'frequency-capped', 'throttled', 'soft-temperature-limit'],
      sinceBoot: ['under-voltage', 'frequency-capped', 'throttled', 'soft-temperature-limit'],
    },
    wifi: { signalDbm: -62 },
    loadPercent: 140,
    freeMemoryBytes: 16_000_000_000,
    uptimeMs: 100_000_000_000,
  },
};
const failure = (message: string, lastWords: string[]) => ({ code: 'capture_failed', message, lastWords });

describe('fitStatus', () => {
  it('makes a status of a healthy camera of less than 1 KiB', () => {
    const bytes = Buffer.byteLength(fitStatus(full));
    assert.ok(bytes < 1024, `${bytes} bytes`);
  });

  it('keeps the last words of a usual failure whole', () => {
    const lastError = failure('ffmpeg ended with code 1.', Array(maxLastWords).fill('w'.repeat(200)));
    assert.deepEqual(JSON.parse(fitStatus({ ...full, lastError })).lastError, lastError);
  });

  it('leaves the oldest last words out where there are too many', () => {
    const words = Array.from({ length: maxLastWords }, (_, index) => `${index}`.repeat(maxLastWordLength));
    const lastError = failure('m'.repeat(maxFailureMessageLength), words);
    const text = fitStatus({ ...full, lastError });
    assert.ok(Buffer.byteLength(text) <= maxStatusBytes);
    const { message, lastWords } = JSON.parse(text).lastError;
    assert.equal(message, lastError.message);
    assert.ok(lastWords.length > 0);
    assert.deepEqual(lastWords, words.slice(-lastWords.length));
  });

  it('stays small when each character takes six bytes', () => {
    const nul = String.fromCharCode(0);
    const lastError = failure(nul.repeat(maxFailureMessageLength), [nul.repeat(maxLastWordLength)]);
    const text = fitStatus({ ...full, lastError });
    assert.ok(Buffer.byteLength(text) <= maxStatusBytes);
    assert.equal(JSON.parse(text).lastError.code, 'capture_failed');
  });

  it('tells no passphrase', () => {
    const lastError = failure('no srt://h:1?passphrase=abcdef', ['srt://h:1?passphrase=abcdef&latency=1']);
    assert.doesNotMatch(fitStatus({ ...full, lastError }), /abcdef/);
  });
});
