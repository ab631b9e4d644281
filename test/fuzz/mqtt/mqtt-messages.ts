/** Messages as cameras, gateways and strangers publish them. */
import fc from 'fast-check';
import { cameraStatusStates } from '../../../packages/protocol/src/index.js';
import { anyText, type NastyJson, nastyJson } from '../nasty-json.js';

const id = fc.constantFrom('c1', 'c2', 'c3');
const runId = fc.constantFrom('run-1', 'run-2', 'run-3');

const status = fc.record({
  v: fc.constant(1),
  state: fc.constantFrom(...cameraStatusStates),
  runId: fc.option(runId),
  connectionId: fc.constantFrom('k1', 'k2'),
  since: fc.constant('2026-11-20T12:00:00.000Z'),
  agent: fc.constant('rpi-live-camera-agent/0.1.0'),
  capture: fc.constant('rpicam'),
  video: fc.constant({ framesPerSecond: 29.9, bitsPerSecond: 2e6, droppedPictures: 3 }),
  health: fc.constant({
    temperatureCelsius: 61.2,
    throttled: { now: ['under-voltage'], sinceBoot: [] },
    wifi: { signalDbm: -60 },
    loadPercent: 40,
    freeMemoryBytes: 1e8,
    uptimeMs: 1e6,
  }),
  lastError: fc.option(fc.constant({ code: 'capture_failed', message: 'It failed.', lastWords: ['a', 'b'] })),
});
const reply = fc.record({
  v: fc.constant(1),
  inReplyTo: id,
  status: fc.constantFrom('accepted', 'succeeded', 'failed', 'rejected'),
  error: fc.option(fc.constant({ code: 'camera_busy', message: 'Busy.' })),
});
const envelope = {
  v: fc.constant(1),
  id,
  runId,
  issuedAt: fc.constantFrom('2026-11-20T12:00:00.000Z', '2026-11-20T11:00:00.000Z'),
  ttlMs: fc.constant(10_000),
};
const command = fc.oneof(
  fc.record({
    ...envelope,
    action: fc.constant('START_LIVE_STREAM'),
    leaseMs: fc.constantFrom(1000, 30_000),
    output: fc.constant({ url: 'srt://gw.example:20017?mode=caller&passphrase=abc', format: 'mpegts' }),
    video: fc.constant({ width: 640, height: 480, framesPerSecond: 30, bitsPerSecond: 2e6 }),
  }),
  fc.record({ ...envelope, action: fc.constantFrom('STOP_LIVE_STREAM', 'FORCE_KEYFRAME') }),
  fc.record({ action: fc.constantFrom('START_LIVE_STREAM', 'STOP_LIVE_STREAM') }),
);

export type ToGateway = { topic: string; json: NastyJson };

const prefix = 'cameras';
const topic = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('door/status', 'door/event', 'yard/status', 'yard/event') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      'stranger/status',
      'door/control',
      '/status',
      'door//status',
      'door/status/',
      '__proto__/status',
      'constructor/status',
      'door/status/x',
      `${'x'.repeat(65)}/status`,
      'dö/status',
      'door\u0000/status',
      '+/status',
      '#',
    ),
  },
  { weight: 1, arbitrary: anyText },
);

export const toGateway: fc.Arbitrary<ToGateway> = fc.record({
  topic: fc.oneof(
    { weight: 20, arbitrary: topic.map((rest) => `${prefix}/${rest}`) },
    { weight: 1, arbitrary: topic },
  ),
  json: fc.oneof({ weight: 3, arbitrary: nastyJson(status) }, { weight: 2, arbitrary: nastyJson(reply) }),
});

export type ToAgent =
  | { kind: 'message'; json: NastyJson; isRetained: boolean }
  | { kind: 'time'; ms: number }
  | { kind: 'capture'; what: 'delivers' | 'stops' | 'fails' }
  | { kind: 'clock'; isSynchronised: boolean };

export const toAgent: fc.Arbitrary<ToAgent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('message' as const),
      json: nastyJson(command),
      isRetained: fc.constantFrom(false, false, false, false, true),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.constantFrom(400, 5000, 40_000) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('capture' as const),
      what: fc.constantFrom('delivers', 'stops', 'fails'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clock' as const), isSynchronised: fc.boolean() }) },
);
