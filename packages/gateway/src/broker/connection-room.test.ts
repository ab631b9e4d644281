import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { describe, it } from 'node:test';
import { createConnectionRoom } from './connection-room.js';

const limits = { maxWaiting: 4, maxWaitingPerAddress: 2, maxPerUser: 2 };
const from = (remoteAddress: string, localAddress = '192.0.2.1'): Socket =>
  Object.assign(new EventEmitter(), { remoteAddress, localAddress }) as unknown as Socket;

describe('the room of the embedded broker', () => {
  it('is had by two of an address, and by two of a network of IPv6, until they say who they are or go', () => {
    const room = createConnectionRoom(limits);
    const own = [from('2001:db8::1'), from('2001:db8::2')];
    for (const socket of own) assert.ok(room.enter(socket));
    assert.ok(!room.enter(from('2001:db8::3')));
    assert.ok(room.enter(from('2001:db8:0:1::3')));
    room.identified(own[0]!);
    assert.ok(room.enter(from('2001:db8::3')));
    assert.ok(!room.enter(from('2001:db8::4')));
    own[1]!.emit('close');
    assert.ok(room.enter(from('2001:db8::4')));
  });

  it('is there for the gateway itself, however many knock', () => {
    const room = createConnectionRoom(limits);
    for (const address of ['192.0.2.2', '192.0.2.2', '192.0.2.3', '192.0.2.3'])
      assert.ok(room.enter(from(address)));
    assert.ok(!room.enter(from('192.0.2.4')));
    assert.ok(room.enter(from('127.0.0.1', '127.0.0.1')));
    assert.ok(room.enter(from('192.0.2.1', '192.0.2.1')));
    assert.ok(!room.enter(from('127.0.0.1', '127.0.0.1')), 'they have as much as an address');
  });
});
