import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CameraReportSchema } from '@rpi-live-camera/protocol';
import * as v from 'valibot';
import { cameraReport } from './camera-report.js';

const atMs = Date.parse('2026-11-20T12:00:00.000Z');

describe('cameraReport', () => {
  it('has nothing of a camera that has not spoken', () => assert.equal(cameraReport(undefined), null));

  it('says null where an older camera says nothing', () => {
    assert.deepEqual(cameraReport({ status: { v: 1, state: 'idle' }, atMs }), {
      state: 'idle',
      heardAt: '2026-11-20T12:00:00.000Z',
      since: null,
      agent: null,
      capture: null,
      video: null,
      health: null,
      lastError: null,
    });
  });

  it('shows the details, and no connection', () => {
    const details = {
      since: '2026-11-20T11:59:00.000Z',
      agent: 'agent/1',
      capture: 'rpicam',
      video: { framesPerSecond: 30, bitsPerSecond: 2e6, droppedPictures: 0 },
      health: { temperatureCelsius: 50 },
      lastError: { code: 'capture_failed', message: 'It broke.', lastWords: ['why'] },
    };
    const status = { v: 1, state: 'streaming' as const, connectionId: 'c', runId: 'r', ...details };
    const report = cameraReport({ status, atMs });
    assert.deepEqual(report, { state: 'streaming', heardAt: '2026-11-20T12:00:00.000Z', ...details });
    assert.ok(v.is(CameraReportSchema, report));
  });
});
