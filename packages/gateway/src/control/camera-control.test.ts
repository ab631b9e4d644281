import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ControlCommandSchema } from '@rpi-live-camera/protocol';
import * as v from 'valibot';
import { parseConfig } from '../config/parse.js';
import { cameraConfigs } from '../config/schema.js';
import { GatewayError } from '../errors/gateway-error.js';
import { silentLogger } from '../log/logger.js';
import { CameraControl } from './camera-control.js';
import type { MqttLink } from './mqtt-link.js';

const output = { url: 'srt://gw:20000?mode=caller&passphrase=x', format: 'mpegts' } as const;

function createControl(settings: { lease?: boolean } = {}) {
  const sent: { topic: string; message: Record<string, unknown> }[] = [];
  const warnings: string[] = [];
  let isUp = true;
  let nowMs = Date.parse('2026-11-20T12:00:00Z');
  const link = {
    publish: async (topic: string, payload: string) => {
      if (!isUp) throw new GatewayError('broker_unavailable', 'away');
      sent.push({ topic, message: JSON.parse(payload) as Record<string, unknown> });
    },
  } as unknown as MqttLink;
  const [camera] = cameraConfigs(parseConfig({ cameras: [{ id: 'door', ...settings }] }));
  const control = new CameraControl({
    camera: camera!,
    controlTopic: 'cameras/door/control',
    link,
    leaseMs: 30_000,
    logger: { ...silentLogger, warn: (_facts, message) => warnings.push(message) },
    nowMs: () => nowMs,
  });
  return {
    control,
    sent,
    warnings,
    setLink: (state: 'up' | 'down') => {
      isUp = state === 'up';
    },
    pass: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('CameraControl', () => {
  it('says START with all a camera needs, a new id each time', async () => {
    const { control, sent } = createControl();
    await control.start('a', output);
    await control.start('a', output);
    const { topic, message } = sent[0]!;
    assert.equal(topic, 'cameras/door/control');
    const { id, ...rest } = message;
    assert.deepEqual(rest, {
      v: 1,
      action: 'START_LIVE_STREAM',
      runId: 'a',
      issuedAt: '2026-11-20T12:00:00.000Z',
      ttlMs: 10_000,
      leaseMs: 30_000,
      output,
      video: {
        width: 640,
        height: 480,
        framesPerSecond: 30,
        bitsPerSecond: 2_000_000,
        keyframeIntervalMs: 1000,
      },
    });
    assert.notEqual(id, sent[1]!.message.id);
    assert.ok(v.safeParse(ControlCommandSchema, message).success);
  });

  it('names no lease to a camera whose lease is not renewed', async () => {
    const { control, sent } = createControl({ lease: false });
    await control.start('a', output);
    assert.equal('leaseMs' in sent[0]!.message, false);
  });

  it('knows which run a reply to START is about', async () => {
    const { control, sent } = createControl();
    await control.start('a', output);
    const id = String(sent[0]!.message.id);
    assert.equal(control.runOfReply({ v: 1, inReplyTo: id, status: 'failed' }), 'a');
    assert.equal(control.runOfReply({ v: 1, inReplyTo: 'other', status: 'failed' }), undefined);
  });

  it('says a STOP that was lost again when the broker is back, unless another run has begun', async () => {
    const { control, sent, setLink } = createControl();
    setLink('down');
    await control.stop('a');
    setLink('up');
    await control.onLinkUp();
    await control.onLinkUp();
    assert.deepEqual(
      sent.map(({ message }) => [message.action, message.runId]),
      [['STOP_LIVE_STREAM', 'a']],
    );
    setLink('down');
    await control.stop('a');
    setLink('up');
    await control.start('b', output);
    await control.onLinkUp();
    assert.deepEqual(
      sent.map(({ message }) => message.runId),
      ['a', 'b'],
    );
  });

  it('asks a camera without a lease for none, which knows no such word', async () => {
    const { control, sent } = createControl({ lease: false });
    await control.forceKeyframe('a');
    assert.deepEqual(sent, []);
  });

  it('asks for a keyframe once a second at most, whatever the clock of the machine is set to', async (t) => {
    const { control, sent, pass: setClock } = createControl();
    let steadyMs = 0;
    t.mock.method(performance, 'now', () => steadyMs);
    const pass = (ms: number) => {
      steadyMs += ms;
      setClock(-3_600_000);
    };
    await control.forceKeyframe('a');
    pass(900);
    await control.forceKeyframe('a');
    pass(100);
    await control.forceKeyframe('a');
    assert.deepEqual(
      sent.map(({ message }) => message.action),
      ['FORCE_KEYFRAME', 'FORCE_KEYFRAME'],
    );
  });

  it('says once that a camera which answers wants its lease renewed, where none is', async () => {
    for (const lease of [false, true]) {
      const { control, sent, warnings } = createControl({ lease });
      await control.start('a', output);
      const inReplyTo = String(sent[0]!.message.id);
      control.onReply({ v: 1, inReplyTo: 'other', status: 'accepted' });
      assert.deepEqual(warnings, []);
      for (const status of ['accepted', 'succeeded'] as const) control.onReply({ v: 1, inReplyTo, status });
      assert.equal(warnings.length, lease ? 0 : 1);
      if (!lease) assert.match(warnings[0]!, /set cameras\[\]\.lease to true/);
    }
  });
});
