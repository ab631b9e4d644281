import { assert } from 'chai';
import {
  mountCamera,
  part,
  playingCamera,
  removeCameras,
  type TestCamera,
  until,
  untilState,
} from './testing/camera-fixture.js';

function press(camera: TestCamera, key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true });
  part(camera, '.stage')!.dispatchEvent(event);
  return event;
}

function buttonNames(camera: TestCamera): string[] {
  return [...camera.shadowRoot!.querySelectorAll('.bar button')].map(
    (button) => button.getAttribute('aria-label') ?? '',
  );
}

async function soundCamera(): Promise<TestCamera> {
  const camera = await mountCamera({ autoplay: '', controls: '' }, ({ transportFake }) => {
    transportFake.hasAudio = true;
  });
  await untilState(camera, 'playing');
  return camera;
}

describe('<rpi-live-camera> controls', () => {
  afterEach(removeCameras);

  it('shows a bar only when asked to, and sound controls only where there is sound', async () => {
    const bare = await playingCamera();
    assert.isNull(part(bare, '.bar'));
    const silent = await playingCamera({ controls: '' });
    assert.include(buttonNames(silent), 'Pause');
    assert.isNull(part(silent, '[type="range"]'));
    const loud = await soundCamera();
    assert.include(buttonNames(loud), 'Unmute');
    assert.isNotNull(part(loud, '[type="range"]'));
  });

  it('pauses and plays with the space bar, and keeps the page from scrolling', async () => {
    const camera = await playingCamera({ controls: '' });
    assert.equal(press(camera, ' ').defaultPrevented, true);
    assert.equal(camera.state, 'paused');
    press(camera, 'k');
    await untilState(camera, 'playing');
  });

  it('leaves keys alone without controls, with a modifier, or that mean nothing here', async () => {
    const bare = await playingCamera();
    assert.equal(press(bare, ' ').defaultPrevented, false);
    assert.equal(bare.state, 'playing');
    const camera = await playingCamera({ controls: '' });
    assert.equal(press(camera, 'x').defaultPrevented, false);
    const copy = new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, bubbles: true, composed: true });
    part(camera, '.stage')!.dispatchEvent(copy);
    assert.equal(camera.state, 'playing');
  });

  it('lets a focused button have its own space bar', async () => {
    const camera = await playingCamera({ controls: '' });
    const event = new KeyboardEvent('keydown', { key: ' ', bubbles: true, composed: true, cancelable: true });
    part(camera, '.badge')!.dispatchEvent(event);
    assert.equal(event.defaultPrevented, false);
    assert.equal(camera.state, 'playing');
  });

  it('mutes and changes the volume by keys, button and property, all saying the same', async () => {
    const camera = await soundCamera();
    const video = part<HTMLVideoElement>(camera, 'video')!;
    press(camera, 'm');
    await until(() => !video.muted, 'unmuted by the key');
    press(camera, 'ArrowDown');
    await until(() => Math.abs(video.volume - 0.9) < 0.001, 'turned down by the key');
    assert.approximately(camera.volume, 0.9, 0.001);
    camera.muted = true;
    await until(() => video.muted, 'muted by the property');
    part(camera, '[part~="mute-button"]')!.click();
    await until(() => !video.muted, 'unmuted by the button');
    video.volume = 0.2;
    await until(() => camera.volume === 0.2, 'the property follows the video');
  });

  it('hides the bar while somebody only watches, and brings it back at a move', async () => {
    const camera = await playingCamera({ controls: '' });
    const stage = part(camera, '.stage')!;
    camera.clock.advance(3000);
    await camera.updateComplete;
    assert.ok(stage.hasAttribute('data-quiet'));
    stage.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
    await camera.updateComplete;
    assert.ok(!stage.hasAttribute('data-quiet'));
  });

  it('pauses at a mouse click on the picture; a finger only shows and hides the bar', async () => {
    const camera = await playingCamera({ controls: '' });
    const overlay = part(camera, '.overlay')!;
    const tap = () =>
      overlay.dispatchEvent(
        new PointerEvent('click', { bubbles: true, composed: true, pointerType: 'touch' }),
      );
    tap();
    await camera.updateComplete;
    assert.equal(camera.state, 'playing');
    assert.ok(part(camera, '.stage')!.hasAttribute('data-quiet'));
    overlay.dispatchEvent(new PointerEvent('click', { bubbles: true, composed: true, pointerType: 'mouse' }));
    assert.equal(camera.state, 'paused');
  });

  it('gives every button a name and a size for a finger, and the region the label of the page', async () => {
    const camera = await soundCamera();
    camera.label = 'Front door';
    await camera.updateComplete;
    assert.equal(part(camera, '[role="region"]')!.getAttribute('aria-label'), 'Front door');
    const buttons = [...camera.shadowRoot!.querySelectorAll<HTMLElement>('button, input')];
    assert.ok(buttons.length >= 4);
    for (const button of buttons) {
      const name = button.getAttribute('aria-label') ?? button.textContent!.trim();
      assert.notEqual(name, '', button.outerHTML);
      const reach = Number.parseFloat(getComputedStyle(button, '::after').height) || button.offsetHeight;
      assert.ok(Math.max(reach, button.offsetHeight) >= 44, `${name} is ${button.offsetHeight} px high`);
    }
    for (const svg of camera.shadowRoot!.querySelectorAll('svg'))
      assert.equal(svg.getAttribute('aria-hidden'), 'true');
  });

  it('shows the statistics when asked to', async () => {
    const camera = await playingCamera({ stats: '' });
    camera.clock.advance(1000);
    await camera.updateComplete;
    assert.match(part(camera, '.stats')!.textContent!, /64 × 48/);
    camera.removeAttribute('stats');
    await camera.updateComplete;
    assert.isNull(part(camera, '.stats'));
  });

  it('shows what the page puts into its slots', async () => {
    const camera = await mountCamera();
    camera.innerHTML = '<p slot="error">Call us</p><p slot="overlay">Gate 3</p>';
    camera.gatewayFake.startAnswer = { kind: 'unreachable' };
    void camera.start();
    await untilState(camera, 'failed');
    const slot = part<HTMLSlotElement>(camera, 'slot[name="error"]')!;
    assert.equal(slot.assignedElements()[0]?.textContent, 'Call us');
    assert.equal(camera.querySelector('p')!.checkVisibility(), true);
  });

  it('shows the poster, and a calm placeholder when there is none', async () => {
    const camera = await mountCamera({ poster: '/nothing-here.jpg' });
    await until(() => part(camera, '.poster img') === null, 'the broken poster is gone');
    assert.isNotNull(part(camera, '.big-play'));
  });

  it("takes the gateway's snapshot as the poster", async () => {
    const camera = await mountCamera({ gateway: '/gw' }, (fresh) => fresh.removeAttribute('poster'));
    const src = part<HTMLImageElement>(camera, '.poster img')?.src;
    assert.equal(src, `${location.origin}/gw/api/v1/cameras/door/snapshot.jpg`);
  });

  it('mirrors what a video has, and its media events', async () => {
    const camera = await mountCamera();
    const types: string[] = [];
    for (const type of ['loadedmetadata', 'playing', 'timeupdate', 'pause']) {
      camera.addEventListener(type, (event) => types.push(`${event.type}${event.bubbles ? ' bubbles' : ''}`));
    }
    assert.equal(camera.readyState, 0);
    assert.equal(camera.paused, true);
    await camera.start();
    assert.equal(camera.paused, false);
    assert.ok(camera.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA);
    await until(() => types.includes('timeupdate'), 'timeupdate is fired on the element');
    assert.include(types, 'loadedmetadata');
    assert.include(types, 'playing');
  });
});
