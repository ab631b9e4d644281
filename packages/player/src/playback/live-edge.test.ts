import { assert } from 'chai';
import type { LivePosition } from '../transports/transport.js';
import { isBehind, measureLatency, shouldJump } from './live-edge.js';

const unknown: LivePosition = {
  liveSeconds: null,
  behindSeconds: null,
  pictureAtMs: null,
  pictureClock: 'prft' as const,
  edgeLatencySeconds: null,
};

describe('measureLatency', () => {
  it("prefers the picture's own time, on the gateway's clock", () => {
    const position = { ...unknown, pictureAtMs: 10_000, edgeLatencySeconds: 9 };
    assert.deepEqual(measureLatency(position, 11_000, 500), { seconds: 1.5, source: 'prft' });
  });
  it('falls back to the distance from the newest media', () => {
    assert.deepEqual(measureLatency({ ...unknown, edgeLatencySeconds: 0.8 }, 0, 0), {
      seconds: 0.8,
      source: 'edge',
    });
  });
  it('is never negative and says when it does not know', () => {
    assert.equal(measureLatency({ ...unknown, pictureAtMs: 10_000 }, 9000, 0)?.seconds, 0);
    assert.isNull(measureLatency(unknown, 0, 0));
  });
});

describe('falling behind', () => {
  it('is called behind after two seconds, and jumps after three', () => {
    assert.equal(isBehind({ ...unknown, behindSeconds: 2 }), false);
    assert.equal(isBehind({ ...unknown, behindSeconds: 2.1 }), true);
    assert.equal(shouldJump({ ...unknown, behindSeconds: 3 }, 60_000), false);
    assert.equal(shouldJump({ ...unknown, behindSeconds: 3.1 }, 60_000), true);
  });
  it('does not jump again within five seconds', () => {
    assert.equal(shouldJump({ ...unknown, behindSeconds: 9 }, 4999), false);
  });
  it('does neither where the transport cannot know', () => {
    assert.equal(isBehind(unknown), false);
    assert.equal(shouldJump(unknown, 60_000), false);
  });
});
