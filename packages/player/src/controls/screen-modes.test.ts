import { assert } from 'chai';
import { part, playingCamera, removeCameras, untilState } from '../testing/camera-fixture.js';

describe('screen modes', () => {
  afterEach(() => {
    for (const name of ['fullscreenEnabled', 'fullscreenElement']) Reflect.deleteProperty(document, name);
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

  it('know full screen in a shadow tree, and without the pseudo-class', async () => {
    const camera = await playingCamera({ controls: '' });
    const root = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
    root.append(camera);
    await untilState(camera, 'playing');
    const matches = () => {
      throw new DOMException('unknown pseudo-class', 'SyntaxError');
    };
    Object.assign(camera, { matches });
    const nameNow = () => part(camera, '[part~="fullscreen-button"]')!.title;
    const before = nameNow();
    Object.defineProperty(root, 'fullscreenElement', { value: camera });
    camera.requestUpdate();
    await camera.updateComplete;
    assert.notEqual(nameNow(), before);
    root.host.remove();
  });

  it('play on after native full screen, whose end pauses, but not what the viewer had paused in it', async () => {
    const camera = await playingCamera({ controls: '' });
    const video = part<HTMLVideoElement>(camera, 'video')!;
    video.pause();
    await untilState(camera, 'paused');
    video.dispatchEvent(new Event('webkitendfullscreen'));
    await untilState(camera, 'playing');
    video.pause();
    await untilState(camera, 'paused');
    camera.clock.advance(5000);
    video.dispatchEvent(new Event('webkitendfullscreen'));
    await camera.updateComplete;
    assert.equal(camera.state, 'paused');
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
