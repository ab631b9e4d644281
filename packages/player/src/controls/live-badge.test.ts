import { assert } from 'chai';
import { part, playingCamera, removeCameras, untilState } from '../testing/camera-fixture.js';

describe('live badge', () => {
  afterEach(removeCameras);

  it('goes grey when behind, and back to live at a click', async () => {
    const camera = await playingCamera({ controls: '' });
    const badge = part(camera, '.badge')!;
    assert.equal(badge.getAttribute('aria-label'), 'Watching live');
    assert.equal(badge.getAttribute('aria-disabled'), 'true');
    let soughtSeconds = -1;
    Object.defineProperty(part(camera, 'video')!, 'currentTime', {
      get: () => 5,
      set: (seconds: number) => {
        soughtSeconds = seconds;
      },
    });
    camera.transportFake.position = { ...camera.transportFake.position, behindSeconds: 2.5, liveSeconds: 42 };
    camera.clock.advance(1000);
    await camera.updateComplete;
    assert.equal(badge.dataset.live, 'behind');
    assert.equal(badge.getAttribute('aria-label'), 'Go to live');
    badge.click();
    assert.equal(soughtSeconds, 42);
  });

  it('plays on at live when paused', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.pause();
    await camera.updateComplete;
    assert.equal(part(camera, '.badge')!.dataset.live, 'behind');
    part(camera, '.badge')!.click();
    await untilState(camera, 'playing');
  });
});
