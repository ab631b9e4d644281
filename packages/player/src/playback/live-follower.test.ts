import { assert } from 'chai';
import { FakeClock } from '../testing/fake-clock.js';
import type { LivePosition } from '../transports/transport.js';
import { jumpPauseMs } from './live-edge.js';
import { LiveFollower } from './live-follower.js';

/** Plays so far behind what is possible, half a second behind the camera. */
function playingBehind(behindSeconds: number, wantedLatencySeconds: number | null) {
  const clock = new FakeClock();
  const video = { currentTime: 100 } as HTMLVideoElement;
  const live = new LiveFollower({ video, clock, onLatency: () => {} });
  const position = (): LivePosition => ({
    liveSeconds: 100 + behindSeconds,
    behindSeconds,
    pictureAtMs: clock.nowMs() - 1000 * (behindSeconds + 0.5),
    pictureClock: 'prft',
    edgeLatencySeconds: null,
  });
  live.attach({ margin: null, position, details: () => ({}) }, { clockOffsetMs: 0 }, wantedLatencySeconds);
  clock.advance(jumpPauseMs);
  return { live, video };
}

describe('LiveFollower', () => {
  it('jumps to live where playing has fallen behind', () => {
    const { live, video } = playingBehind(3.5, null);
    live.follow();
    assert.equal(video.currentTime, 103.5);
  });

  it('stays where the page wants it to be, and calls that live', () => {
    const { live, video } = playingBehind(4.5, 5);
    live.follow();
    live.seek();
    assert.deepEqual([video.currentTime, live.isBehind, live.latency?.seconds], [100, false, 5]);
  });

  it('jumps no nearer to live than the page wants', () => {
    const { live, video } = playingBehind(9.5, 4);
    live.follow();
    assert.equal(video.currentTime, 106);
  });

  it('goes no further than what is possible where the page wants less', () => {
    const { live, video } = playingBehind(9.5, 0.1);
    live.follow();
    assert.equal(video.currentTime, 109.5);
  });
});
