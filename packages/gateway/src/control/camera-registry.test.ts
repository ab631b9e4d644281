import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { statusTimeoutMs } from '@rpi-live-camera/protocol';
import { silentLogger } from '../log/logger.js';
import { CameraRegistry } from './camera-registry.js';

function createRegistry() {
  const warnings: string[] = [];
  const idle: string[] = [];
  const offline: string[] = [];
  const replies: string[] = [];
  const registry = new CameraRegistry({
    cameraIds: ['door'],
    topicPrefix: 'cameras',
    logger: { ...silentLogger, warn: (_, message) => warnings.push(message) },
    onReply: (cameraId, reply) => replies.push(`${cameraId} ${reply.inReplyTo} ${reply.status}`),
    onIdle: (cameraId) => idle.push(cameraId),
    onOffline: (cameraId) => offline.push(cameraId),
  });
  const say = (topic: string, message: unknown) =>
    registry.receive(topic, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));
  return { registry, say, warnings, idle, offline, replies };
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
});
