import { assert } from 'chai';
import { part, playingCamera, removeCameras, type TestCamera } from '../testing/camera-fixture.js';

function point(camera: TestCamera, type: string, pointerType = 'mouse'): void {
  part(camera, '.stage')!.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType }));
}

async function isQuiet(camera: TestCamera): Promise<boolean> {
  await camera.updateComplete;
  return part(camera, '.stage')!.hasAttribute('data-quiet');
}

describe('controls, while somebody only watches', () => {
  afterEach(removeCameras);

  it('go after three seconds and come back at a move', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.clock.advance(3000);
    assert.ok(await isQuiet(camera));
    point(camera, 'pointermove');
    assert.ok(!(await isQuiet(camera)));
  });

  it('go when the mouse leaves, but not for a finger that is lifted', async () => {
    const camera = await playingCamera({ controls: '' });
    point(camera, 'pointerleave', 'touch');
    assert.ok(!(await isQuiet(camera)));
    point(camera, 'pointerleave');
    assert.ok(await isQuiet(camera));
    point(camera, 'pointermove', 'touch');
    assert.ok(await isQuiet(camera));
  });

  it('stay while paused, and while the strip is open', async () => {
    const camera = await playingCamera({ controls: '' });
    part(camera, '[part~="more-button"]')!.click();
    camera.clock.advance(9000);
    assert.ok(!(await isQuiet(camera)));
    part(camera, '[part~="more-button"]')!.click();
    camera.pause();
    camera.clock.advance(9000);
    assert.ok(!(await isQuiet(camera)));
  });

  it('stay while the keyboard is on them, also when the mouse leaves', async () => {
    const camera = await playingCamera({ controls: '' });
    const button = part(camera, '[part~="play-button"]')!;
    // As after a key: a focus that a script sets is shown when the last one was.
    button.focus({ focusVisible: true } as FocusOptions);
    assert.ok(button.matches(':focus-visible'), 'the focus is shown');
    camera.clock.advance(9000);
    point(camera, 'pointerleave');
    assert.ok(!(await isQuiet(camera)));
  });

  it('come back when the keyboard gets there, which they do not keep out', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.clock.advance(3000);
    assert.ok(await isQuiet(camera));
    part(camera, '[part~="play-button"]')!.focus({ focusVisible: true } as FocusOptions);
    assert.ok(!(await isQuiet(camera)));
  });

  it('go again when the page plays on after a pause, and do not come for a moment of buffering', async () => {
    const camera = await playingCamera({ controls: '' });
    part(camera, '[part~="play-button"]')!.click();
    camera.clock.advance(9000);
    assert.ok(!(await isQuiet(camera)));
    await camera.play();
    await camera.updateComplete;
    camera.clock.advance(3000);
    assert.ok(await isQuiet(camera));
    part(camera, 'video')!.dispatchEvent(new Event('waiting'));
    assert.equal(camera.state, 'buffering');
    assert.ok(await isQuiet(camera));
  });

  it('cannot be pressed while hidden: the first tap shows them', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.clock.advance(3000);
    await isQuiet(camera);
    assert.equal(getComputedStyle(part(camera, '[part~="play-button"]')!).pointerEvents, 'none');
  });

  it('leave no timer behind, and take up their work when they are back', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.remove();
    camera.clock.advance(3000);
    assert.equal(camera.clock.pendingCount, 0);
    document.body.append(camera);
    await camera.play();
    await camera.updateComplete;
    camera.clock.advance(3000);
    assert.ok(await isQuiet(camera));
  });
});
