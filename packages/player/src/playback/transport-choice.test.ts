import { assert } from 'chai';
import { PlayerError } from '../errors/player-error.js';
import { FakeClock } from '../testing/fake-clock.js';
import type { ChosenSource } from '../transports/choose-source.js';
import { TransportChoice } from './transport-choice.js';

const candidate = (transport: 'webrtc' | 'fmp4' | 'hls'): ChosenSource => ({
  source: { transport, url: `/${transport}` },
  loader: { transport, canPlay: () => true, attach: () => Promise.reject(new Error('not attached here')) },
});
const all = [candidate('webrtc'), candidate('fmp4'), candidate('hls')] as const;
const error = new PlayerError('media_failed', 'no way through');

function fixture() {
  const clock = new FakeClock();
  let dueCount = 0;
  const choice = new TransportChoice({ clock, onBetterDue: () => (dueCount += 1) });
  return { clock, choice, chosen: () => choice.choose(all).source.transport, due: () => dueCount };
}

describe('TransportChoice', () => {
  it('takes the best, then the next best of those that were not set aside', () => {
    const { choice, chosen } = fixture();
    assert.equal(chosen(), 'webrtc');
    assert.isNull(choice.whyNotBetter(all, 'webrtc'));
    choice.setAside('webrtc', error);
    assert.equal(chosen(), 'fmp4');
    assert.equal(choice.whyNotBetter(all, 'fmp4'), error);
    assert.isTrue(choice.hasOther(all, 'fmp4'));
    choice.setAside('fmp4', error);
    assert.equal(chosen(), 'hls');
    assert.isFalse(choice.hasOther(all, 'hls'));
  });

  it('takes the best where all are set aside', () => {
    const { choice, chosen } = fixture();
    for (const { source } of all) choice.setAside(source.transport, error);
    assert.equal(chosen(), 'webrtc');
  });

  it('tries one again after a minute, then after two, and so on up to ten', () => {
    const { clock, choice, chosen } = fixture();
    for (const minutes of [1, 2, 4, 8, 10, 10]) {
      choice.setAside('webrtc', error);
      clock.advance(minutes * 60_000 - 1);
      assert.equal(chosen(), 'fmp4', `${minutes} min`);
      clock.advance(1);
      assert.equal(chosen(), 'webrtc', `${minutes} min`);
    }
  });

  it('tells when a better one is due, unless nothing plays any more', () => {
    const { clock, choice, due } = fixture();
    choice.awaitBetter(all, 'webrtc');
    clock.advance(3_600_000);
    assert.equal(due(), 0);
    choice.setAside('webrtc', error);
    choice.awaitBetter(all, 'fmp4');
    clock.advance(60_000);
    assert.equal(due(), 1);
    choice.setAside('webrtc', error);
    choice.awaitBetter(all, 'fmp4');
    choice.cancel();
    clock.advance(3_600_000);
    assert.equal(due(), 1);
    assert.equal(clock.pendingCount, 0);
  });

  it('forgets what failed for a camera that is asked for anew', () => {
    const { choice, chosen } = fixture();
    choice.setAside('webrtc', error);
    choice.reset();
    assert.equal(chosen(), 'webrtc');
  });
});
