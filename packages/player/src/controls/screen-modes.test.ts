import { assert } from 'chai';
import { part, playingCamera, removeCameras } from '../testing/camera-fixture.js';

describe('screen modes', () => {
  afterEach(() => {
    Reflect.deleteProperty(document, 'fullscreenEnabled');
    removeCameras();
  });

  it('are full screen of the video where the browser knows no other, as on an iPhone', async () => {
    Object.defineProperty(document, 'fullscreenEnabled', { value: false, configurable: true });
    const camera = await playingCamera({ controls: '' });
    assert.isNull(part(camera, '[part~="fullscreen-button"]'));
    let enteredCount = 0;
    Object.assign(part(camera, 'video')!, { webkitEnterFullscreen: () => (enteredCount += 1) });
    camera.requestUpdate();
    await camera.updateComplete;
    part(camera, '[part~="fullscreen-button"]')!.click();
    assert.equal(enteredCount, 1);
  });

  it('take a refusal by the browser as none', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.requestFullscreen = () => Promise.reject(new TypeError('not allowed here'));
    part(camera, '[part~="fullscreen-button"]')!.click();
    part(camera, '.bar > [part~="pip-button"]')!.click();
    await camera.updateComplete;
    assert.equal(camera.state, 'playing');
  });
});
