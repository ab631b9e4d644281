import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import {
  CameraStatusSchema,
  ControlCommandSchema,
  ControlEnvelopeSchema,
  maxFailureMessageLength,
  maxLastWordLength,
  maxLastWords,
  problemRules,
} from './index.js';

describe('ControlCommandSchema', () => {
  it('takes the command of the older systems, which is nothing but an action', () => {
    assert.deepEqual(v.parse(ControlCommandSchema, { action: 'START_LIVE_STREAM' }), {
      v: 1,
      action: 'START_LIVE_STREAM',
    });
  });

  it('drops fields it does not know', () => {
    const command = v.parse(ControlCommandSchema, { action: 'STOP_LIVE_STREAM', runId: 'r', colour: 'red' });
    assert.deepEqual(command, { v: 1, action: 'STOP_LIVE_STREAM', runId: 'r' });
  });

  it('names the field that is wrong', () => {
    const result = v.safeParse(ControlCommandSchema, {
      action: 'START_LIVE_STREAM',
      output: { url: 'http://example.com', format: 'mpegts' },
    });
    assert.equal(result.success, false);
    assert.equal(v.getDotPath(result.issues![0]), 'output.url');
  });

  it('refuses an unknown action, of which the envelope can still be read', () => {
    const message = { action: 'DANCE', id: '1' };
    assert.equal(v.safeParse(ControlCommandSchema, message).success, false);
    assert.equal(v.parse(ControlEnvelopeSchema, message).id, '1');
  });
});

describe('CameraStatusSchema', () => {
  it('needs a state and ignores the rest', () => {
    assert.equal(v.parse(CameraStatusSchema, { state: 'idle', temperature: 40 }).state, 'idle');
    assert.equal(v.safeParse(CameraStatusSchema, { state: 'dancing' }).success, false);
  });

  const health = {
    temperatureCelsius: 61.3,
    throttled: { now: ['under-voltage'], sinceBoot: ['under-voltage', 'throttled'] },
    wifi: { signalDbm: -62 },
    loadPercent: 140,
    freeMemoryBytes: 5e8,
    uptimeMs: 86_400_000,
  };
  const status = {
    v: 1,
    state: 'streaming',
    since: '2026-11-20T12:00:00.000Z',
    capture: 'rpicam',
    video: { framesPerSecond: 29.9, bitsPerSecond: 2_000_000, droppedPictures: 3 },
    health,
    lastError: { code: 'capture_failed', message: 'It broke.', lastWords: ['one', 'two'] },
  };
  /** As it would go on in JSON: details that were not understood are gone. */
  const read = (message: unknown) => JSON.parse(JSON.stringify(v.parse(CameraStatusSchema, message)));

  it('has room for how camera and machine are doing', () => assert.deepEqual(read(status), status));

  it('leaves out a detail that is not as agreed and keeps the rest', () => {
    const wrong = {
      ...status,
      since: 'yesterday',
      capture: 7,
      video: { framesPerSecond: -1, bitsPerSecond: 1, droppedPictures: 0 },
      health: { ...health, temperatureCelsius: '61', wifi: -62, loadPercent: Number.POSITIVE_INFINITY },
      lastError: 'broken',
    };
    const { throttled, freeMemoryBytes, uptimeMs } = health;
    assert.deepEqual(read(wrong), {
      v: 1,
      state: 'streaming',
      health: { throttled, freeMemoryBytes, uptimeMs },
    });
  });

  it('knows no other reasons of throttling than those agreed', () => {
    const throttled = { now: ['moon', 'throttled', 'throttled'], sinceBoot: [] };
    assert.deepEqual(read({ ...status, health: { throttled } }).health, {
      throttled: { now: ['throttled'], sinceBoot: [] },
    });
  });

  it('cuts long texts and keeps the newest of many last words', () => {
    const lastWords = Array.from({ length: 9 }, (_, index) => `${index}`.repeat(1000));
    const { lastError } = read({
      state: 'idle',
      lastError: { code: 'x', message: 'm'.repeat(9999), lastWords },
    });
    assert.equal(lastError.message.length, maxFailureMessageLength);
    assert.deepEqual(
      lastError.lastWords,
      lastWords.slice(-maxLastWords).map((line) => line.slice(0, maxLastWordLength)),
    );
  });
});

describe('problemRules', () => {
  it('has an HTTP error status and a title without a full stop for every code', () => {
    for (const [code, rule] of Object.entries(problemRules)) {
      assert.match(code, /^[a-z0-9_]+$/);
      assert.ok(rule.status >= 400 && rule.status < 600, code);
      assert.match(rule.title, /^[A-Z].*[^.]$/);
    }
  });
});
