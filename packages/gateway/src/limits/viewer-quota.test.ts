import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ViewerQuota } from './viewer-quota.js';

describe('ViewerQuota', () => {
  const refused = { code: 'too_many_requests', retryAfterMs: 5000 };

  it('refuses an address more viewers than it may have, until one leaves', () => {
    const quota = new ViewerQuota({ maxPerAddress: 2, maxPerToken: 10 });
    const leave = quota.claim({ address: '192.0.2.1' });
    quota.claim({ address: '192.0.2.1' });
    assert.throws(() => quota.claim({ address: '192.0.2.1' }), refused);
    assert.throws(() => quota.assertRoom({ address: '192.0.2.1' }), refused);
    quota.assertRoom({ address: '192.0.2.2' });
    leave();
    leave();
    quota.claim({ address: '192.0.2.1' });
    assert.throws(() => quota.claim({ address: '192.0.2.1' }), refused, 'leaving twice is leaving once');
  });

  it('counts a /64 of IPv6 as one address', () => {
    const quota = new ViewerQuota({ maxPerAddress: 1, maxPerToken: 10 });
    quota.claim({ address: '2001:db8::1' });
    assert.throws(() => quota.claim({ address: '2001:db8::2' }), refused);
    quota.claim({ address: '2001:db8:0:1::2' });
  });

  it('refuses a token more viewers than it may have, wherever they are', () => {
    const quota = new ViewerQuota({ maxPerAddress: 10, maxPerToken: 1 });
    quota.claim({ address: '192.0.2.1', token: 'alice' });
    assert.throws(() => quota.claim({ address: '192.0.2.2', token: 'alice' }), /This token has 1 viewers/);
    quota.claim({ address: '192.0.2.2', token: 'bob' });
  });

  it('holds nothing when all have left, and limits nobody that it knows nothing of', () => {
    const quota = new ViewerQuota({ maxPerAddress: 1, maxPerToken: 1 });
    const leaves = ['a', 'b', 'c'].map((token, index) => quota.claim({ address: `192.0.2.${index}`, token }));
    assert.equal(quota.size, 6);
    for (const leave of leaves) leave();
    for (let count = 0; count < 5; count++) quota.claim({});
    assert.equal(quota.size, 0);
  });
});
