import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CameraStatus } from '@rpi-live-camera/protocol';
import { Registry } from 'prom-client';
import { registerCameraHealth } from './camera-health-metrics.js';

function setUp(statuses: Record<string, CameraStatus | undefined>) {
  const registry = new Registry();
  registerCameraHealth({
    registers: [registry],
    prefix: 'x_',
    cameras: () => Object.entries(statuses).map(([cameraId, status]) => ({ cameraId, status })),
  });
  /** Samples without help and type. */
  return async () => (await registry.metrics()).split('\n').filter((line) => /^[^#]/.test(line));
}

const idle: CameraStatus = { v: 1, state: 'idle' };

describe('registerCameraHealth', () => {
  it('shows what a camera tells', async () => {
    const throttled = { now: ['under-voltage' as const], sinceBoot: [] };
    const health = { temperatureCelsius: 61.5, wifi: { signalDbm: -62 }, loadPercent: 150, throttled };
    const video = { framesPerSecond: 29.5, bitsPerSecond: 2e6, droppedPictures: 0 };
    const samples = await setUp({ door: { ...idle, state: 'streaming', health, video } })();
    assert.deepEqual(samples, [
      'x_camera_temperature_celsius{camera="door"} 61.5',
      'x_camera_wifi_signal_dbm{camera="door"} -62',
      'x_camera_load_ratio{camera="door"} 1.5',
      'x_camera_frames_per_second{camera="door"} 29.5',
      'x_camera_sent_bits_per_second{camera="door"} 2000000',
      'x_camera_dropped_pictures{camera="door"} 0',
      'x_camera_throttled{camera="door",reason="under-voltage"} 1',
      'x_camera_throttled{camera="door",reason="frequency-capped"} 0',
      'x_camera_throttled{camera="door",reason="throttled"} 0',
      'x_camera_throttled{camera="door",reason="soft-temperature-limit"} 0',
    ]);
  });

  it('has no value for a camera that does not tell, or not any more', async () => {
    const statuses: Record<string, CameraStatus | undefined> = {
      door: { ...idle, health: { temperatureCelsius: 50 } },
      yard: idle,
      shed: undefined,
    };
    const samples = setUp(statuses);
    assert.deepEqual(await samples(), ['x_camera_temperature_celsius{camera="door"} 50']);
    statuses.door = undefined;
    assert.deepEqual(await samples(), []);
  });
});
