import { assert } from 'chai';
import { mountCamera, part, playingCamera, removeCameras, until } from '../testing/camera-fixture.js';

describe('statistics', () => {
  afterEach(removeCameras);

  it('are shown by their attribute, without controls too, and change once a second', async () => {
    const camera = await playingCamera({ stats: '' });
    await until(() => part(camera, '.stats') !== null, 'the panel is loaded');
    camera.clock.advance(1000);
    await camera.updateComplete;
    assert.match(part(camera, '.stats')!.textContent!, /64 × 48/);
    assert.isNull(part(camera, '.bar'));
    camera.transportFake.position = { ...camera.transportFake.position, edgeLatencySeconds: 2.34 };
    camera.clock.advance(1000);
    await camera.updateComplete;
    assert.match(part(camera, '.stats')!.textContent!, /2\.34 s/);
    camera.removeAttribute('stats');
    await camera.updateComplete;
    assert.isNull(part(camera, '.stats'));
  });

  it('are reached by Tab, named, and closed by their own button', async () => {
    const camera = await playingCamera({ stats: '', controls: '' });
    const panel = part(camera, '.stats')!;
    assert.equal(panel.tabIndex, 0);
    assert.equal(panel.getAttribute('aria-label'), 'Statistics');
    part(camera, '[part~="stats-close-button"]')!.click();
    await camera.updateComplete;
    assert.equal(camera.showStats, false);
    assert.isNull(part(camera, '.stats'));
  });

  it('stay hidden where controlslist forbids them', async () => {
    const camera = await playingCamera({ stats: '', controls: '', controlslist: 'nostats' });
    assert.isNull(part(camera, '.stats'));
  });

  it('can be shown before the start', async () => {
    const camera = await mountCamera({ stats: '' });
    const says = () => part(camera, '.stats')?.textContent ?? '';
    await until(() => /Transport–/.test(says()), 'the panel is loaded');
  });
});
