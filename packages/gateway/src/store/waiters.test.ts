import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import type { GatewayError } from '../errors/gateway-error.js';
import { Waiters } from './waiters.js';

const withCode = (code: string) => (error: GatewayError) => error.code === code;

describe('Waiters', () => {
  it('resolves at once what is met, and the rest when a check finds it met', async () => {
    const waiters = new Waiters();
    let state = 1;
    await waiters.wait(() => state === 1);
    const later = waiters.wait(() => state === 2);
    waiters.check();
    assert.equal(waiters.size, 1);
    state = 2;
    waiters.check();
    await later;
    assert.equal(waiters.size, 0);
  });

  it('ends with the reason of the signal, and forgets the waiter', async () => {
    const waiters = new Waiters();
    const client = new AbortController();
    const wait = waiters.wait(() => false, { signal: client.signal, timeoutMs: 60_000 });
    client.abort(new Error('gone'));
    await assert.rejects(wait, /gone/);
    assert.equal(waiters.size, 0);
    await assert.rejects(
      waiters.wait(() => true, { signal: client.signal }),
      /gone/,
    );
  });

  it('ends with stream_not_ready when it takes too long', async () => {
    await assert.rejects(
      new Waiters().wait(() => false, { timeoutMs: 5 }),
      withCode('stream_not_ready'),
    );
  });

  it('leaves no listener behind', async () => {
    const waiters = new Waiters();
    const { signal } = new AbortController();
    let isMet = false;
    const wait = waiters.wait(() => isMet, { signal });
    assert.equal(getEventListeners(signal, 'abort').length, 1);
    isMet = true;
    waiters.check();
    await wait;
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('refuses more than it has room for', async () => {
    const waiters = new Waiters({ maxWaiters: 1 });
    const first = waiters.wait(() => false);
    await assert.rejects(
      waiters.wait(() => false),
      withCode('too_many_requests'),
    );
    waiters.close(new Error('over'));
    await assert.rejects(first, /over/);
  });

  it('ends every wait when it is closed, later ones too, with the first reason', async () => {
    const waiters = new Waiters();
    const wait = waiters.wait(() => false);
    waiters.close(new Error('first'));
    waiters.close(new Error('second'));
    await assert.rejects(wait, /first/);
    await assert.rejects(
      waiters.wait(() => true),
      /first/,
    );
  });
});
