/** What the page says of a camera's health; the page itself is plain JavaScript, its words are tested here. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CameraReport } from '../../packages/protocol/src/resources.js';

type Texts = {
  healthFigures(status: CameraReport, nowMs: number): [term: string, text: string][];
  healthWarnings(status: CameraReport): string[];
};
const { healthFigures, healthWarnings } = (await import(
  new URL('../public/health-texts.js', import.meta.url).href
)) as Texts;

const heardAt = '2026-11-20T12:00:00.000Z';
const nowMs = Date.parse(heardAt) + 12_000;
const silent: CameraReport = {
  state: 'idle',
  heardAt,
  since: null,
  agent: null,
  capture: null,
  video: null,
  health: null,
  lastError: null,
};

describe('healthFigures', () => {
  it('has a figure, with its unit, for each thing that is known', () => {
    const status: CameraReport = {
      ...silent,
      capture: 'rpicam',
      video: { framesPerSecond: 28.66, bitsPerSecond: 2_134_000, droppedPictures: 14 },
      health: {
        temperatureCelsius: 61.3,
        wifi: { signalDbm: -71 },
        loadPercent: 64,
        freeMemoryBytes: 412_000_000,
        uptimeMs: 90_000_000,
      },
    };
    assert.deepEqual(healthFigures(status, nowMs), [
      ['Frame rate', '28.7 fps'],
      ['Bit rate', '2.1 Mbit/s'],
      ['Dropped pictures', '14'],
      ['Temperature', '61 °C'],
      ['Wi-Fi', 'weak, −71 dBm'],
      ['Load', '64 %'],
      ['Free memory', '412 MB'],
      ['Switched on for', '1 d 1 h'],
      ['Source', 'rpicam'],
      ['Last word', '12 s ago'],
    ]);
  });

  it('leaves out what is not known', () => {
    assert.deepEqual(healthFigures(silent, nowMs), [['Last word', '12 s ago']]);
  });
});

describe('healthWarnings', () => {
  const warningsOf = (throttled: NonNullable<NonNullable<CameraReport['health']>['throttled']>) =>
    healthWarnings({ ...silent, health: { throttled } });

  it('has none for a camera that is well, or does not say', () => {
    assert.deepEqual(healthWarnings(silent), []);
    assert.deepEqual(warningsOf({ now: [], sinceBoot: [] }), []);
  });

  it('says what to do about what is now, and names what has been', () => {
    const [now, before, ...others] = warningsOf({
      now: ['under-voltage'],
      sinceBoot: ['under-voltage', 'throttled'],
    });
    assert.match(now ?? '', /^Under-voltage: the power supply/);
    assert.equal(before, 'Since it was switched on, but not now: slowed down.');
    assert.deepEqual(others, []);
  });
});
