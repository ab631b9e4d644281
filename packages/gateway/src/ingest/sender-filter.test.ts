import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSenderFilter } from './sender-filter.js';

const packet = (value: number) => Buffer.alloc(188, value).fill(0x47, 0, 1);
const datagram = Buffer.concat([packet(1), packet(2), packet(3)]);
const camera = { address: '10.0.0.5', port: 4000 };

function createFilter(source: string | null = null) {
  const clock = { nowMs: 1000 };
  const strangers: string[] = [];
  const accepts = createSenderFilter({
    source,
    onStranger: (address, cameraAddress) => strangers.push(`${address}, not ${cameraAddress}`),
    nowMs: () => clock.nowMs,
  });
  return { clock, strangers, accepts };
}

describe('createSenderFilter', () => {
  it('stays with the first sender', () => {
    const { accepts } = createFilter();
    assert.equal(accepts(datagram, camera), true);
    assert.equal(accepts(datagram, { address: '10.0.0.6', port: 4000 }), false);
    assert.equal(accepts(datagram, camera), true);
  });

  it('never goes over to another address, however long the first is silent', () => {
    const { accepts, clock } = createFilter();
    accepts(datagram, camera);
    clock.nowMs += 60_000;
    assert.equal(accepts(datagram, { address: '10.0.0.6', port: 4000 }), false);
  });

  it('tells once that another address sends, and of no other port', () => {
    const { accepts, strangers } = createFilter();
    accepts(datagram, camera);
    accepts(datagram, { ...camera, port: 4001 });
    for (const address of ['10.0.0.6', '10.0.0.6', '10.0.0.7']) accepts(datagram, { address, port: 1 });
    assert.deepEqual(strangers, ['10.0.0.6, not 10.0.0.5']);
  });

  it('goes over to another port of the same address once the first has fallen silent', () => {
    const { accepts, clock } = createFilter();
    const restarted = { ...camera, port: 4001 };
    accepts(datagram, camera);
    clock.nowMs += 400;
    assert.equal(accepts(datagram, restarted), false);
    clock.nowMs += 200;
    assert.equal(accepts(datagram, restarted), true);
    assert.equal(accepts(datagram, camera), false);
  });

  it('takes no sender for the camera that sends something else', () => {
    const { accepts } = createFilter();
    assert.equal(accepts(Buffer.from('hello'), { address: '10.0.0.6', port: 1 }), false);
    assert.equal(accepts(Buffer.alloc(1316, 0x20), { address: '10.0.0.6', port: 1 }), false);
    assert.equal(accepts(datagram, camera), true);
    assert.equal(accepts(Buffer.from('anything'), camera), true);
  });

  it('takes a camera whose datagrams do not begin with a packet', () => {
    const { accepts } = createFilter();
    assert.equal(accepts(datagram.subarray(100), camera), true);
  });

  it('takes the given source alone, however the socket spells it', () => {
    const { accepts } = createFilter('10.0.0.5');
    assert.equal(accepts(datagram, { address: '10.0.0.6', port: 1 }), false);
    assert.equal(accepts(datagram, { address: '::ffff:10.0.0.5', port: 4000 }), true);
    const { accepts: acceptsLinkLocal } = createFilter('FE80::1');
    assert.equal(acceptsLinkLocal(datagram, { address: 'fe80::1%eth0', port: 4000 }), true);
  });
});
