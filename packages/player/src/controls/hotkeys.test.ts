import { assert } from 'chai';
import {
  part,
  playingCamera,
  press,
  pressOn,
  removeCameras,
  soundCamera,
  until,
  untilState,
} from '../testing/camera-fixture.js';

describe('keys', () => {
  afterEach(removeCameras);

  it('pause and play, and keep the page from scrolling', async () => {
    const camera = await playingCamera({ controls: '' });
    assert.equal(press(camera, ' ').defaultPrevented, true);
    assert.equal(camera.state, 'paused');
    press(camera, 'k');
    await untilState(camera, 'playing');
  });

  it('are left alone without controls, with nohotkeys, with a modifier, or when they mean nothing', async () => {
    const bare = await playingCamera();
    assert.equal(press(bare, ' ').defaultPrevented, false);
    assert.equal(bare.state, 'playing');
    const quiet = await playingCamera({ controls: '', nohotkeys: '' });
    assert.equal(press(quiet, 'k').defaultPrevented, false);
    assert.isNull(part(quiet, '[aria-keyshortcuts]'));
    const camera = await playingCamera({ controls: '' });
    assert.equal(press(camera, 'x').defaultPrevented, false);
    assert.equal(press(camera, 'ArrowLeft').defaultPrevented, false);
    press(camera, 'k', { ctrlKey: true });
    assert.equal(camera.state, 'playing');
    assert.isNotNull(part(camera, '[aria-keyshortcuts="k"]'));
  });

  it('leave a button its space bar, a slider its arrows and a text field everything', async () => {
    const camera = await soundCamera();
    assert.equal(pressOn(part(camera, '.badge')!, ' ').defaultPrevented, false);
    assert.equal(pressOn(part(camera, '.volume')!, 'ArrowUp').defaultPrevented, false);
    camera.innerHTML = '<input slot="overlay" />';
    assert.equal(pressOn(camera.querySelector('input')!, 'k').defaultPrevented, false);
    assert.equal(camera.state, 'playing');
    pressOn(part(camera, '.volume')!, 'k');
    assert.equal(camera.state, 'paused');
  });

  it('bring back sound that had been turned down to nothing', async () => {
    const camera = await soundCamera();
    const slider = part<HTMLInputElement>(camera, '.volume')!;
    slider.value = '0';
    slider.dispatchEvent(new Event('input'));
    await until(() => camera.muted, 'muted by the slider');
    await camera.updateComplete;
    press(camera, 'm');
    await camera.updateComplete;
    const { muted, volume } = part<HTMLVideoElement>(camera, 'video')!;
    assert.deepEqual({ muted, volume }, { muted: false, volume: 0.5 });
  });

  it('switch only once while held down, but go on turning the volume', async () => {
    const camera = await soundCamera();
    press(camera, 'k', { repeat: true });
    assert.equal(camera.state, 'playing');
    press(camera, 'ArrowDown');
    press(camera, 'ArrowDown', { repeat: true });
    assert.approximately(camera.volume, 0.8, 0.001);
  });

  it('mute and change the volume, as do button, slider and property, all saying the same', async () => {
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
    await camera.updateComplete;
    assert.equal(part<HTMLInputElement>(camera, '.volume')!.value, '0.2');
  });

  it('zoom, move the enlarged picture, and show the whole one', async () => {
    const camera = await playingCamera({ controls: '' });
    const stage = part(camera, '.stage')!;
    press(camera, '+');
    press(camera, '=');
    await camera.updateComplete;
    assert.equal(part(camera, '.chip')!.textContent!.trim(), '2×');
    assert.equal(press(camera, 'ArrowRight').defaultPrevented, true);
    assert.ok(stage.style.getPropertyValue('--_zoom-x').startsWith('-10'));
    press(camera, '-');
    press(camera, '0');
    await camera.updateComplete;
    assert.isNull(part(camera, '.chip'));
    assert.ok(!stage.hasAttribute('data-zoomed'));
  });

  it('go to live, and show and hide the statistics', async () => {
    const camera = await playingCamera({ controls: '' });
    press(camera, 'k');
    press(camera, 'l');
    await untilState(camera, 'playing');
    press(camera, 'i');
    await camera.updateComplete;
    assert.isNotNull(part(camera, '.stats'));
    press(camera, 'i');
    await camera.updateComplete;
    assert.isNull(part(camera, '.stats'));
  });

  it('ask for full screen and picture in picture', async () => {
    const camera = await playingCamera({ controls: '' });
    const asked: string[] = [];
    camera.requestFullscreen = () => Promise.resolve(void asked.push('full screen'));
    const video = part<HTMLVideoElement>(camera, 'video')!;
    video.requestPictureInPicture = () => {
      asked.push('picture in picture');
      return Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
    };
    press(camera, 'f');
    press(camera, 'P');
    assert.deepEqual(asked, ['full screen', 'picture in picture']);
  });

  it('do nothing that controlslist forbids', async () => {
    const camera = await playingCamera({
      controls: '',
      controlslist: 'nofullscreen nopip nosnapshot nozoom nostats',
    });
    for (const key of ['f', 'p', 's', 'i', '+', '-', '0'])
      assert.equal(press(camera, key).defaultPrevented, false, key);
  });
});
