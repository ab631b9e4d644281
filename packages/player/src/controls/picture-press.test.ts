import { assert } from 'chai';
import {
  part,
  playingCamera,
  removeCameras,
  type TestCamera,
  untilState,
} from '../testing/camera-fixture.js';

/** A press and its click, as a browser sends them; `at` is a part of the player's size, from its top left. */
function press(camera: TestCamera, pointerType: 'mouse' | 'touch', at = { x: 0.5, y: 0.5 }): void {
  const overlay = part(camera, '.overlay')!;
  const { left, top, width, height } = overlay.getBoundingClientRect();
  const init = {
    bubbles: true,
    composed: true,
    cancelable: true,
    pointerType,
    clientX: left + at.x * width,
    clientY: top + at.y * height,
  };
  for (const type of ['pointerdown', 'pointerup', 'click'])
    overlay.dispatchEvent(new PointerEvent(type, init));
}

function isZoomed(camera: TestCamera): boolean {
  return part(camera, '.stage')!.hasAttribute('data-zoomed');
}

describe('a press on the picture', () => {
  afterEach(removeCameras);

  it('pauses and plays with a mouse, when no second click has come', async () => {
    const camera = await playingCamera({ controls: '' });
    press(camera, 'mouse');
    assert.equal(camera.state, 'playing');
    camera.clock.advance(260);
    assert.equal(camera.state, 'paused');
    await camera.updateComplete;
    press(camera, 'mouse');
    camera.clock.advance(260);
    await untilState(camera, 'playing');
  });

  it('pauses at once where there is no zoom to wait for', async () => {
    const camera = await playingCamera({ controls: '', controlslist: 'nozoom' });
    press(camera, 'mouse');
    assert.equal(camera.state, 'paused');
  });

  it('only shows and hides the controls with a finger', async () => {
    const camera = await playingCamera({ controls: '' });
    const stage = part(camera, '.stage')!;
    press(camera, 'touch');
    camera.clock.advance(260);
    await camera.updateComplete;
    assert.ok(stage.hasAttribute('data-quiet'));
    press(camera, 'touch');
    await camera.updateComplete;
    assert.ok(!stage.hasAttribute('data-quiet'));
    assert.equal(camera.state, 'playing');
  });

  it('enlarges what is under a double click, and shows all of it at the next', async () => {
    const camera = await playingCamera({ controls: '' });
    const stage = part(camera, '.stage')!;
    press(camera, 'mouse', { x: 0.75, y: 0.5 });
    press(camera, 'mouse', { x: 0.75, y: 0.5 });
    assert.ok(isZoomed(camera));
    assert.equal(stage.style.getPropertyValue('--_zoom'), '2.5');
    assert.equal(Number.parseFloat(stage.style.getPropertyValue('--_zoom-x')), -37.5);
    camera.clock.advance(1000);
    assert.equal(camera.state, 'playing');
    press(camera, 'mouse');
    press(camera, 'mouse');
    assert.ok(!isZoomed(camera));
  });

  it('takes two clicks far from each other, or late, for two', async () => {
    const camera = await playingCamera({ controls: '' });
    press(camera, 'touch', { x: 0.1, y: 0.1 });
    press(camera, 'touch', { x: 0.9, y: 0.9 });
    assert.ok(!isZoomed(camera));
    camera.clock.advance(261);
    press(camera, 'touch', { x: 0.9, y: 0.9 });
    assert.ok(!isZoomed(camera));
  });

  it('enlarges a paused picture without playing it, and clears the big button out of its way', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.pause();
    await camera.updateComplete;
    press(camera, 'touch');
    press(camera, 'touch');
    camera.clock.advance(1000);
    await camera.updateComplete;
    assert.equal(camera.state, 'paused');
    assert.ok(isZoomed(camera));
    assert.equal(part(camera, '.big-play')!.checkVisibility(), false);
  });

  it('plays a paused picture with a finger, too', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.pause();
    await camera.updateComplete;
    part(camera, '.big-play')!.click();
    await untilState(camera, 'playing');
  });

  it('starts a player without controls, and means nothing while it plays', async () => {
    const camera = await playingCamera();
    press(camera, 'mouse');
    assert.equal(camera.state, 'playing');
    camera.pause();
    press(camera, 'mouse');
    await untilState(camera, 'playing');
  });

  it('leaves alone what the page has put over the picture', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.innerHTML = '<button slot="overlay">Lamp</button>';
    camera.querySelector('button')!.click();
    camera.clock.advance(1000);
    assert.equal(camera.state, 'playing');
  });
});
