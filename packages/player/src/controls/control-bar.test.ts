import { assert } from 'chai';
import {
  mountCamera,
  part,
  playingCamera,
  removeCameras,
  soundCamera,
  type TestCamera,
  until,
} from '../testing/camera-fixture.js';

function buttonNames(camera: TestCamera): string[] {
  return [...camera.shadowRoot!.querySelectorAll<HTMLElement>('.bar button')].map(({ title }) => title);
}

function isSeen(camera: TestCamera, selector: string): boolean {
  return part(camera, selector)?.checkVisibility() ?? false;
}

describe('control bar', () => {
  afterEach(removeCameras);

  it('is there only when asked for, and has sound only where there is sound', async () => {
    const bare = await playingCamera();
    assert.isNull(part(bare, '.bar'));
    assert.isNull(part(bare, '.badge'));
    const silent = await playingCamera({ controls: '' });
    assert.include(buttonNames(silent), 'Pause');
    assert.isNull(part(silent, '[type="range"]'));
    const loud = await soundCamera();
    assert.include(buttonNames(loud), 'Unmute');
    assert.isNotNull(part(loud, '[type="range"]'));
  });

  it('comes and goes with its attribute', async () => {
    const camera = await playingCamera();
    camera.controls = true;
    await until(() => part(camera, '.bar') !== null, 'the bar is there');
    camera.controls = false;
    await camera.updateComplete;
    assert.isNull(part(camera, '.bar'));
    assert.isNull(part(camera, '.badge'));
  });

  it('asks for nothing before the start', async () => {
    const camera = await mountCamera({ controls: '' });
    assert.isNull(part(camera, '.bar'));
    assert.equal(camera.gatewayFake.requests.length, 0);
  });

  it('pauses, plays, and says which of them it will do', async () => {
    const camera = await playingCamera({ controls: '' });
    const button = part(camera, '[part~="play-button"]')!;
    button.click();
    await camera.updateComplete;
    assert.equal(camera.state, 'paused');
    assert.equal(button.title, 'Play');
    assert.isNull(button.getAttribute('aria-pressed'));
    button.click();
    await until(() => camera.state === 'playing', 'it plays on');
  });

  it('leaves out what controlslist names', async () => {
    const camera = await playingCamera({
      controls: '',
      controlslist: 'nofullscreen NOPIP nosnapshot nozoom nolatency nostats nonsense',
    });
    camera.clock.advance(1000);
    await camera.updateComplete;
    assert.deepEqual(buttonNames(camera), ['Pause']);
    assert.isNull(part(camera, '.latency'));
    camera.controlsList = 'nozoom';
    await camera.updateComplete;
    assert.include(buttonNames(camera), 'Save picture');
    assert.include(buttonNames(camera), 'Statistics');
    assert.notInclude(buttonNames(camera), 'Zoom in');
    assert.isNotNull(part(camera, '.latency'));
  });

  it('offers picture in picture unless the page disables it, as on a video', async () => {
    const camera = await playingCamera({ controls: '' });
    assert.include(buttonNames(camera), 'Picture in picture');
    camera.disablePictureInPicture = true;
    await camera.updateComplete;
    assert.notInclude(buttonNames(camera), 'Picture in picture');
    assert.ok(camera.hasAttribute('disablepictureinpicture'));
    assert.equal(part<HTMLVideoElement>(camera, 'video')!.disablePictureInPicture, true);
  });

  it('opens a strip for what has no place, and closes it with the act or with Escape', async () => {
    const camera = await playingCamera({ controls: '' });
    const button = part(camera, '[part~="more-button"]')!;
    assert.equal(button.getAttribute('aria-expanded'), 'false');
    assert.equal(isSeen(camera, '.strip'), false);
    button.click();
    await camera.updateComplete;
    assert.equal(button.getAttribute('aria-expanded'), 'true');
    assert.equal(isSeen(camera, '.strip'), true);
    const stats = part(camera, '[part~="stats-button"]')!;
    assert.equal(stats.getAttribute('aria-pressed'), 'false');
    stats.focus();
    stats.click();
    await camera.updateComplete;
    assert.equal(isSeen(camera, '.strip'), false);
    assert.equal(camera.shadowRoot!.activeElement, button);
    assert.equal(stats.getAttribute('aria-pressed'), 'true');
    button.click();
    await camera.updateComplete;
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
    await camera.updateComplete;
    assert.equal(isSeen(camera, '.strip'), false);
  });

  it('keeps play, live, mute and full screen in a player of 160 pixels', async () => {
    const camera = await soundCamera();
    camera.style.width = '160px';
    for (const name of ['play-button', 'live-button', 'mute-button', 'fullscreen-button']) {
      const button = part(camera, `[part~="${name}"]`)!;
      const { left, right, bottom } = button.getBoundingClientRect();
      const frame = camera.getBoundingClientRect();
      assert.ok(button.checkVisibility(), name);
      assert.ok(left >= frame.left && right <= frame.right && bottom <= frame.bottom, name);
    }
    for (const selector of ['.volume', '.latency', '.more', '[part~="pip-button"]'])
      assert.equal(isSeen(camera, selector), false, selector);
  });

  it('puts everything into the bar of a wide player', async () => {
    const camera = await soundCamera();
    camera.style.width = '800px';
    camera.clock.advance(1000);
    await camera.updateComplete;
    for (const selector of [
      '.latency',
      '.more',
      '.bar > [part~="pip-button"]',
      '.bar > [part~="snapshot-button"]',
    ])
      assert.equal(isSeen(camera, selector), true, selector);
  });

  it("lets the page's own buttons in, and a style sheet switch some of its own off", async () => {
    const camera = await playingCamera({ controls: '' });
    camera.innerHTML = '<button slot="controls-start">Lamp</button><button slot="controls-end">Door</button>';
    assert.ok([...camera.children].every((child) => child.checkVisibility()));
    camera.style.setProperty('--media-fullscreen-button-display', 'none');
    assert.equal(isSeen(camera, '[part~="fullscreen-button"]'), false);
    assert.equal(isSeen(camera, '[part~="play-button"]'), true);
    camera.style.setProperty('--media-control-display', 'none');
    assert.equal(isSeen(camera, '[part~="play-button"]'), false);
  });

  it('gives way to controls of the page', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.innerHTML = '<nav slot="controls">Mine</nav>';
    await camera.updateComplete;
    assert.equal(isSeen(camera, '.bar'), false);
    assert.equal(camera.querySelector('nav')!.checkVisibility(), true);
  });

  it('stays while the player reconnects, and hides what needs a picture of now', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.transportFake.isDark = true;
    camera.transportFake.fail({ code: 'stream_stalled', message: 'gone' });
    await until(() => camera.state === 'reconnecting', 'the picture is lost');
    await camera.updateComplete;
    assert.include(buttonNames(camera), 'Full screen');
    assert.isNull(part(camera, '.badge'));
    assert.isNull(part(camera, '.latency'));
  });

  it('moves the focus to the player when the focused button goes away', async () => {
    const camera = await mountCamera({ controls: '' });
    const button = part(camera, '.big-play')!;
    button.focus();
    button.click();
    await until(() => camera.state === 'playing', 'it plays');
    await camera.updateComplete;
    assert.equal(camera.shadowRoot!.activeElement, part(camera, '.stage'));
  });
});
