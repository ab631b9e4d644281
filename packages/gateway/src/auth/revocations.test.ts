import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatewayError } from '../errors/gateway-error.js';
import { Revocations } from './revocations.js';
import type { Viewer } from './viewer.js';

const viewer = (facts: Partial<Viewer>): Viewer => ({
  subject: undefined,
  tokenId: undefined,
  issuedAtMs: undefined,
  expiresAtMs: 0,
  identity: '',
  may: () => true,
  assertValid: () => {},
  ...facts,
});

describe('Revocations', () => {
  it('refuses one token by its id until it has expired by itself', () => {
    let nowMs = 1_000_000;
    const revocations = new Revocations({ nowMs: () => nowMs });
    revocations.revoke({ tokenId: 'a' }, nowMs + 1000);
    assert.equal(revocations.includes(viewer({ tokenId: 'a' })), true);
    assert.equal(revocations.includes(viewer({ tokenId: 'b' })), false);
    assert.equal(revocations.includes(viewer({ subject: 'a' })), false);
    nowMs += 1000;
    assert.equal(revocations.includes(viewer({ tokenId: 'a' })), false);
  });

  it('refuses what a subject was given so far, and what does not say when it was', () => {
    const nowMs = 1_000_000;
    const revocations = new Revocations({ nowMs: () => nowMs });
    revocations.revoke({ subject: 'ann' }, Number.POSITIVE_INFINITY);
    assert.equal(revocations.includes(viewer({ subject: 'ann', issuedAtMs: nowMs - 60_000 })), true);
    assert.equal(revocations.includes(viewer({ subject: 'ann' })), true);
    assert.equal(
      revocations.includes(viewer({ subject: 'ann', issuedAtMs: nowMs + 3000 })),
      true,
      'by a clock that is ahead',
    );
    assert.equal(revocations.includes(viewer({ subject: 'ann', issuedAtMs: nowMs + 10_000 })), false);
    assert.equal(revocations.includes(viewer({ subject: 'bob', issuedAtMs: 0 })), false);
  });

  it('never holds one for a shorter time than it was told before', () => {
    let nowMs = 0;
    const revocations = new Revocations({ nowMs: () => nowMs });
    revocations.revoke({ tokenId: 'a' }, 5000);
    revocations.revoke({ tokenId: 'a' }, 1000);
    nowMs = 4999;
    assert.equal(revocations.includes(viewer({ tokenId: 'a' })), true);
  });

  it('forgets none that is in force when it is full: it takes no more', () => {
    let nowMs = 0;
    const revocations = new Revocations({ maxCount: 2, nowMs: () => nowMs });
    revocations.revoke({ tokenId: 'a' }, 1000);
    revocations.revoke({ subject: 'ann' }, 9000);
    assert.throws(
      () => revocations.revoke({ tokenId: 'b' }, 9000),
      (error) => error instanceof GatewayError && error.code === 'too_many_requests',
    );
    revocations.revoke({ tokenId: 'a' }, 2000);
    nowMs = 2000;
    revocations.revoke({ tokenId: 'b' }, 9000);
    assert.equal(revocations.includes(viewer({ tokenId: 'b' })), true);
    assert.equal(revocations.includes(viewer({ subject: 'ann' })), true);
  });
});
