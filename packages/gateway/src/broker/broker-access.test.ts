import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cameraTopics } from '@rpi-live-camera/protocol';
import { createBrokerAccess } from './broker-access.js';

const gateway = { username: '$gateway', password: 'made at the start' };
const passwords = { door: 'a long password', shed: 'another long one' };
const topicsOf = (cameraId: string) => cameraTopics('cameras', cameraId);

function who(access: ReturnType<typeof createBrokerAccess>, username?: string, password?: string) {
  return access.identify(username, password === undefined ? undefined : Buffer.from(password));
}

describe('the embedded broker with passwords', () => {
  const access = createBrokerAccess({ passwords, gateway, topicsOf });

  for (const [name, password, user] of [
    ['door', 'a long password', { kind: 'camera', cameraId: 'door' }],
    ['door', 'another long one', undefined],
    ['door', undefined, undefined],
    ['door', '', undefined],
    ['barn', 'a long password', undefined],
    ['constructor', '', undefined],
    [undefined, undefined, undefined],
    ['$gateway', 'made at the start', { kind: 'gateway' }],
    ['$gateway', '', undefined],
  ] as const) {
    it(`knows ${name} with "${password}" as ${user?.kind ?? 'nobody'}`, () =>
      assert.deepEqual(who(access, name, password), user));
  }

  it('lets a camera speak on its own topics and hear its own commands, no more', () => {
    const door = { kind: 'camera', cameraId: 'door' } as const;
    const published = [
      'cameras/door/status',
      'cameras/door/event',
      'cameras/door/control',
      'cameras/shed/status',
      '$SYS/x',
      'x',
    ];
    assert.deepEqual(
      published.filter((topic) => access.mayPublish(door, topic)),
      published.slice(0, 2),
    );
    const heard = [
      'cameras/door/control',
      'cameras/+/control',
      'cameras/#',
      '#',
      'cameras/shed/control',
      'cameras/door/status',
      '$SYS/#',
    ];
    assert.deepEqual(
      heard.filter((filter) => access.mayHear(door, filter)),
      heard.slice(0, 1),
    );
  });

  it('lets the gateway do all but what is the broker’s own', () => {
    const user = { kind: 'gateway' } as const;
    assert.ok(access.mayPublish(user, 'cameras/door/control'));
    assert.ok(access.mayHear(user, 'cameras/+/status'));
    assert.ok(!access.mayPublish(user, '$SYS/x'));
  });
});

describe('the embedded broker without passwords', () => {
  const access = createBrokerAccess({ passwords: {}, gateway, topicsOf });

  it('lets everybody in, but nobody as the gateway', () => {
    assert.deepEqual(who(access), { kind: 'anybody' });
    assert.deepEqual(who(access, 'door', 'whatever'), { kind: 'anybody' });
    assert.equal(who(access, '$gateway', 'whatever'), undefined);
    assert.ok(access.mayHear({ kind: 'anybody' }, 'cameras/#'));
  });
});
