import { assert } from 'chai';
import { part, playingCamera, press, removeCameras, type TestCamera } from '../testing/camera-fixture.js';

type Point = { x: number; y: number };

/** Points are parts of the player's size, from its top left. */
function place(camera: TestCamera, { x, y }: Point): { clientX: number; clientY: number } {
  const { left, top, width, height } = camera.getBoundingClientRect();
  return { clientX: left + x * width, clientY: top + y * height };
}

function point(camera: TestCamera, type: string, at: Point, init: PointerEventInit = {}): PointerEvent {
  const all = {
    bubbles: true,
    composed: true,
    cancelable: true,
    pointerId: 1,
    ...place(camera, at),
    ...init,
  };
  const event = new PointerEvent(type, all);
  part(camera, '.overlay')!.dispatchEvent(event);
  return event;
}

function turn(camera: TestCamera, deltaY: number, init: WheelEventInit = {}): WheelEvent {
  const all = {
    bubbles: true,
    composed: true,
    cancelable: true,
    deltaY,
    ...place(camera, { x: 0.5, y: 0.5 }),
    ...init,
  };
  const event = new WheelEvent('wheel', all);
  part(camera, '.overlay')!.dispatchEvent(event);
  return event;
}

function zoomOf(camera: TestCamera): { factor: number; x: number; y: number } {
  const { style } = part(camera, '.stage')!;
  const read = (name: string) => Number.parseFloat(style.getPropertyValue(name) || '0');
  return { factor: read('--_zoom') || 1, x: read('--_zoom-x'), y: read('--_zoom-y') };
}

describe('gestures on the picture', () => {
  afterEach(removeCameras);

  it('leave the wheel to the page while the whole picture is shown', async () => {
    const camera = await playingCamera({ controls: '' });
    assert.equal(turn(camera, -120).defaultPrevented, false);
    assert.equal(zoomOf(camera).factor, 1);
  });

  it('zoom by wheel with Ctrl or ⌘, and without once enlarged', async () => {
    const camera = await playingCamera({ controls: '' });
    assert.equal(turn(camera, -120, { ctrlKey: true }).defaultPrevented, true);
    const { factor } = zoomOf(camera);
    assert.isAbove(factor, 1.2);
    turn(camera, -3, { deltaMode: WheelEvent.DOM_DELTA_LINE });
    assert.isAbove(zoomOf(camera).factor, factor);
    turn(camera, 2000, { metaKey: true });
    assert.equal(zoomOf(camera).factor, 1);
    assert.equal(turn(camera, 120).defaultPrevented, false);
  });

  it('are nothing without controls, with nozoom, or before the first picture', async () => {
    const bare = await playingCamera();
    assert.equal(turn(bare, -120, { ctrlKey: true }).defaultPrevented, false);
    const camera = await playingCamera({ controls: '', controlslist: 'nozoom' });
    assert.equal(turn(camera, -120, { ctrlKey: true }).defaultPrevented, false);
    camera.controlsList = '';
    await camera.updateComplete;
    camera.stop();
    await camera.updateComplete;
    assert.equal(turn(camera, -120, { ctrlKey: true }).defaultPrevented, false);
  });

  it('drag an enlarged picture to its edge, and do not pause it by that', async () => {
    const camera = await playingCamera({ controls: '' });
    const stage = part(camera, '.stage')!;
    stage.setPointerCapture = () => {};
    press(camera, '+');
    press(camera, '+');
    point(camera, 'pointerdown', { x: 0.5, y: 0.5 });
    point(camera, 'pointermove', { x: 0.6, y: 0.5 });
    assert.approximately(zoomOf(camera).x, 10, 0.1);
    point(camera, 'pointermove', { x: 5, y: 0.5 });
    assert.approximately(zoomOf(camera).x, 48, 0.5);
    point(camera, 'pointerup', { x: 5, y: 0.5 });
    point(camera, 'click', { x: 0.6, y: 0.5 });
    camera.clock.advance(1000);
    assert.equal(camera.state, 'playing');
    point(camera, 'pointermove', { x: 0.1, y: 0.5 });
    assert.approximately(zoomOf(camera).x, 48, 0.5);
  });

  it('let the whole picture be, however it is dragged', async () => {
    const camera = await playingCamera({ controls: '' });
    point(camera, 'pointerdown', { x: 0.5, y: 0.5 });
    point(camera, 'pointermove', { x: 0.9, y: 0.9 });
    assert.deepEqual(zoomOf(camera), { factor: 1, x: 0, y: 0 });
  });

  it('follow two fingers, and keep the browser from taking them for its own', async () => {
    const camera = await playingCamera({ controls: '' });
    const finger = (pointerId: number) => ({ pointerId, pointerType: 'touch' });
    point(camera, 'pointerdown', { x: 0.4, y: 0.5 }, finger(1));
    point(camera, 'pointerdown', { x: 0.6, y: 0.5 }, finger(2));
    point(camera, 'pointermove', { x: 0.3, y: 0.5 }, finger(1));
    point(camera, 'pointermove', { x: 0.7, y: 0.5 }, finger(2));
    assert.approximately(zoomOf(camera).factor, 2, 0.01);
    assert.approximately(zoomOf(camera).x, 0, 0.6);
    point(camera, 'pointerup', { x: 0.3, y: 0.5 }, finger(1));
    point(camera, 'pointermove', { x: 0.8, y: 0.5 }, finger(2));
    assert.approximately(zoomOf(camera).x, 10, 0.6);
    const touches = [1, 2].map(
      (identifier) => new Touch({ identifier, target: camera, clientX: 1, clientY: 1 }),
    );
    const touch = new TouchEvent('touchstart', { bubbles: true, cancelable: true, touches });
    part(camera, '.overlay')!.dispatchEvent(touch);
    assert.equal(touch.defaultPrevented, true);
  });

  it('leave one finger to the page until the picture is enlarged', async () => {
    const camera = await playingCamera({ controls: '' });
    const { style } = { style: getComputedStyle(part(camera, '.stage')!) };
    assert.equal(style.touchAction, 'pan-x pan-y');
    press(camera, '+');
    assert.equal(style.touchAction, 'none');
    press(camera, '0');
    assert.equal(style.touchAction, 'pan-x pan-y');
  });

  it('move the picture that is seen, also the kept one of a paused camera', async () => {
    const camera = await playingCamera({ controls: '', 'hidden-delay': '1' });
    camera.pause();
    camera.clock.advance(1000);
    await camera.updateComplete;
    press(camera, '+');
    for (const selector of ['canvas', 'video']) {
      const picture = part(camera, selector)!;
      for (const animation of picture.getAnimations()) animation.finish();
      assert.equal(getComputedStyle(picture).scale, '1.4', selector);
    }
  });

  it('end with the picture', async () => {
    const camera = await playingCamera({ controls: '' });
    press(camera, '+');
    camera.stop();
    await camera.updateComplete;
    assert.equal(zoomOf(camera).factor, 1);
  });

  it('are undone by the chip, which is there whenever the picture is enlarged', async () => {
    const camera = await playingCamera({ controls: '' });
    press(camera, '+');
    camera.clock.advance(9000);
    await camera.updateComplete;
    const chip = part(camera, '.chip')!;
    assert.ok(chip.checkVisibility());
    assert.match(chip.getAttribute('aria-label')!, /1\.4×/);
    chip.click();
    await camera.updateComplete;
    assert.isNull(part(camera, '.chip'));
  });
});
