import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { statusTimeoutMs } from '@rpi-live-camera/protocol';
import { silentLogger } from '../log/logger.js';
import { CameraRegistry } from './camera-registry.js';

function createRegistry() {
  const warnings: string[] = [];
  const lines: string[] = [];
  const idle: string[] = [];
  const offline: string[] = [];
  const replies: string[] = [];
  const registry = new CameraRegistry({
    cameraIds: ['door'],
    topicPrefix: 'cameras',
    logger: {
      ...silentLogger,
      warn: (facts, message) => {
        warnings.push(message);
        lines.push(JSON.stringify({ ...facts, message }));
      },
    },
    onReply: (cameraId, reply) => replies.push(`${cameraId} ${reply.inReplyTo} ${reply.status}`),
    onStatus: () => {},
    onIdle: (cameraId) => idle.push(cameraId),
    onOffline: (cameraId) => offline.push(cameraId),
  });
  const say = (topic: string, message: unknown) =>
    registry.receive(topic, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));
  return { registry, say, warnings, lines, idle, offline, replies };
}

describe('CameraRegistry', () => {
  it('knows nothing of a camera that never spoke', () => {
    const { registry } = createRegistry();
    assert.equal(registry.presence('door')?.state, 'unknown');
    assert.equal(registry.presence('other'), undefined);
  });

  it('takes the state from the status and tells when a camera becomes idle', () => {
    const { registry, say, idle } = createRegistry();
    say('cameras/door/status', { state: 'idle', connectionId: '1' });
    say('cameras/door/status', { state: 'idle', connectionId: '1' });
    say('cameras/door/status', { state: 'streaming', connectionId: '1' });
    say('cameras/door/status', { state: 'idle', connectionId: '1' });
    say('cameras/door/status', { state: 'idle', connectionId: '2' });
    assert.equal(registry.presence('door')?.state, 'idle');
    assert.deepEqual(idle, ['door', 'door', 'door']);
    registry.close();
  });

  it('ignores the will of an older connection and takes that of the present one', () => {
    const { registry, say, offline } = createRegistry();
    say('cameras/door/status', { state: 'idle', connectionId: '2' });
    say('cameras/door/status', { state: 'offline', connectionId: '1' });
    assert.equal(registry.presence('door')?.state, 'idle');
    say('cameras/door/status', { state: 'offline', connectionId: '2' });
    assert.equal(registry.presence('door')?.state, 'offline');
    assert.deepEqual(offline, ['door']);
    registry.close();
  });

  it('takes a camera for offline that has stopped to speak', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { registry, say } = createRegistry();
      say('cameras/door/status', { state: 'idle' });
      mock.timers.tick(statusTimeoutMs - 1);
      assert.equal(registry.presence('door')?.state, 'idle');
      mock.timers.tick(1);
      assert.equal(registry.presence('door')?.state, 'offline');
    } finally {
      mock.timers.reset();
    }
  });

  it('gives who was silent while nothing could be heard the time to speak, once the broker is back', () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const { registry, say } = createRegistry();
      say('cameras/door/status', { state: 'idle' });
      mock.timers.tick(statusTimeoutMs);
      assert.equal(registry.presence('door')?.state, 'offline');
      registry.onLinkUp();
      assert.equal(registry.presence('door')?.state, 'unknown');
      mock.timers.tick(statusTimeoutMs);
      assert.equal(registry.presence('door')?.state, 'offline');
      registry.onLinkUp();
      say('cameras/door/status', { state: 'idle' });
      mock.timers.tick(statusTimeoutMs / 2);
      registry.onLinkUp();
      mock.timers.tick(statusTimeoutMs - 1);
      assert.equal(registry.presence('door')?.state, 'idle');
      say('cameras/door/status', { state: 'offline' });
      registry.onLinkUp();
      mock.timers.tick(statusTimeoutMs);
      assert.equal(registry.presence('door')?.state, 'offline', 'it said so');
    } finally {
      mock.timers.reset();
    }
  });

  it('keeps what a camera last said of itself, also when it has gone', () => {
    const { registry, say } = createRegistry();
    const lastError = { code: 'camera_busy', message: 'In use.', lastWords: ['no'] };
    say('cameras/door/status', { state: 'error', connectionId: '1', capture: 'rpicam', lastError });
    say('cameras/door/status', { state: 'offline', connectionId: '1' });
    const presence = registry.presence('door');
    assert.equal(presence?.state, 'offline');
    assert.equal(presence?.heard?.status.state, 'error');
    assert.deepEqual(presence?.heard?.status.lastError, lastError);
    registry.close();
  });

  it('does not lose the state for a detail that is wrong, nor read what is far too long', () => {
    const { registry, say, warnings } = createRegistry();
    say('cameras/door/status', { state: 'idle', health: 'fine', lastError: { code: 1 } });
    assert.equal(registry.presence('door')?.state, 'idle');
    assert.deepEqual(warnings, []);
    say('cameras/door/status', { state: 'streaming', padding: 'x'.repeat(20_000) });
    assert.equal(registry.presence('door')?.state, 'idle');
    assert.equal(warnings.length, 1);
    registry.close();
  });

  it('names a camera that is not configured once, with the line to add', () => {
    const { say, warnings } = createRegistry();
    say('cameras/shed/status', { state: 'idle' });
    say('cameras/shed/status', { state: 'idle' });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0]!, /\{ "id": "shed" \}/);
  });

  it('drops what is not as agreed, and what is no camera at all', () => {
    const { registry, say, warnings, replies } = createRegistry();
    say('cameras/door/status', 'not json');
    say('cameras/door/status', { state: 'dancing' });
    say('cameras/door/event', { status: 'failed' });
    assert.equal(warnings.length, 3);
    say('cameras/door/status', '');
    say('cameras/door/control', { action: 'START_LIVE_STREAM' });
    say('elsewhere', {});
    assert.equal(warnings.length, 3);
    assert.equal(registry.presence('door')?.state, 'unknown');
    assert.deepEqual(replies, []);
  });

  it('hands on replies', () => {
    const { say, replies } = createRegistry();
    say('cameras/door/event', {
      v: 1,
      inReplyTo: 'x',
      status: 'failed',
      error: { code: 'busy', message: 'Busy' },
    });
    assert.deepEqual(replies, ['door x failed']);
  });

  it('says little of a message that is wrong, however long that is', () => {
    const { say, lines } = createRegistry();
    say('cameras/door/status', { state: 'x'.repeat(10_000) });
    say('cameras/door/status', { state: 'idle', x: 'x'.repeat(20_000) });
    assert.equal(lines.length, 2);
    for (const line of lines) assert.ok(line.length < 500, `${line.length} characters`);
  });
});
