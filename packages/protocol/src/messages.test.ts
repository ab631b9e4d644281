import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as v from 'valibot';
import { CameraStatusSchema, ControlCommandSchema, ControlEnvelopeSchema, problemRules } from './index.js';

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
