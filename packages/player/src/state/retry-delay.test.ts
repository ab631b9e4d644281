import { assert } from 'chai';
import { retryDelayMs } from './retry-delay.js';

const middle = { retryAfterMs: undefined, random: 0.5 };

describe('retryDelayMs', () => {
  it('waits longer from attempt to attempt, up to 15 s', () => {
    const delays = [1, 2, 3, 4, 5, 6, 60].map((attempt) =>
      retryDelayMs({ pace: 'backoff', attempt, ...middle }),
    );
    assert.deepEqual(delays, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it('spreads each delay by a fifth both ways', () => {
    assert.equal(retryDelayMs({ pace: 'backoff', attempt: 2, retryAfterMs: undefined, random: 0 }), 800);
    assert.equal(retryDelayMs({ pace: 'backoff', attempt: 2, retryAfterMs: undefined, random: 1 }), 1200);
  });

  it('is never earlier than the gateway asks, nor much later than five minutes', () => {
    assert.equal(retryDelayMs({ pace: 'told', attempt: 1, retryAfterMs: 7000, random: 0 }), 7000);
    assert.equal(retryDelayMs({ pace: 'backoff', attempt: 6, retryAfterMs: 7000, random: 0.5 }), 15_000);
    assert.equal(retryDelayMs({ pace: 'told', attempt: 1, retryAfterMs: 86_400_000, random: 0 }), 300_000);
  });

  it('spreads what the gateway asks for by up to a fifth, later only', () => {
    assert.equal(retryDelayMs({ pace: 'told', attempt: 1, retryAfterMs: 10_000, random: 0.5 }), 11_000);
    assert.equal(retryDelayMs({ pace: 'told', attempt: 1, retryAfterMs: 10_000, random: 1 }), 12_000);
  });

  it('leaves a stalled stream time to heal by itself', () => {
    assert.equal(retryDelayMs({ pace: 'patient', attempt: 1, ...middle }), 4000);
  });
});
