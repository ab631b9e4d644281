import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import { RequestRate } from './request-rate.js';

function createRate(options: { maxAddresses?: number } = {}) {
  const clock = { nowMs: 0 };
  const rate = new RequestRate({
    requestsPerMinute: 60,
    requestBurst: 3,
    now: () => clock.nowMs,
    ...options,
  });
  const refusal = (address: string): GatewayError | undefined => {
    try {
      rate.take(address);
      return undefined;
    } catch (error) {
      assert.ok(error instanceof GatewayError);
      return error;
    }
  };
  return { clock, rate, refusal };
}

describe('RequestRate', () => {
  it('lets a burst through and refuses what is beyond it, saying when to come back', () => {
    const { refusal } = createRate();
    for (let count = 0; count < 3; count++) assert.equal(refusal('192.0.2.1'), undefined);
    const refused = refusal('192.0.2.1');
    assert.equal(refused?.code, 'too_many_requests');
    assert.equal(refused?.status, 429);
    assert.equal(refused?.retryAfterMs, 1000);
  });

  it('lets the next one through when it said', () => {
    const { clock, refusal } = createRate();
    for (let count = 0; count < 4; count++) refusal('192.0.2.1');
    clock.nowMs = 999;
    assert.equal(refusal('192.0.2.1')?.retryAfterMs, 1);
    clock.nowMs = 1000;
    assert.equal(refusal('192.0.2.1'), undefined);
    assert.ok(refusal('192.0.2.1'));
  });

  it('saves up no more than a burst', () => {
    const { clock, refusal } = createRate();
    clock.nowMs = 3_600_000;
    for (let count = 0; count < 3; count++) assert.equal(refusal('192.0.2.1'), undefined);
    assert.ok(refusal('192.0.2.1'));
  });

  it('counts each address for itself, and a /64 as one', () => {
    const { refusal } = createRate();
    for (let count = 0; count < 3; count++) refusal(`2001:db8::${count}`);
    assert.ok(refusal('2001:db8::77'));
    assert.equal(refusal('2001:db8:0:1::77'), undefined);
    assert.equal(refusal('192.0.2.1'), undefined);
  });

  it('remembers so many addresses, and forgets the one that asked least recently', () => {
    const { rate, refusal } = createRate({ maxAddresses: 2 });
    for (let count = 0; count < 4; count++) refusal('192.0.2.1');
    refusal('192.0.2.2');
    refusal('192.0.2.1');
    refusal('192.0.2.3');
    assert.equal(rate.size, 2);
    assert.ok(refusal('192.0.2.1'), 'asked more recently than 192.0.2.2');
  });

  it('does not limit whose address no server tells', () => {
    const { rate } = createRate();
    for (let count = 0; count < 10; count++) rate.take(undefined);
    assert.equal(rate.size, 0);
  });
});
