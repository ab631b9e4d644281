import { assert } from 'chai';
import { LiveCamera } from './live-camera.js';
import {
  createCamera,
  mountCamera,
  part,
  playingCamera,
  record,
  removeCameras,
  TestCamera,
  until,
  untilState,
} from './testing/camera-fixture.js';

function hidePage(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('<rpi-live-camera> coming and going', () => {
  afterEach(() => {
    Reflect.deleteProperty(document, 'hidden');
    removeCameras();
  });

  it('keeps session and transport when it is moved', async () => {
    const camera = await playingCamera();
    const box = document.createElement('div');
    document.body.append(box);
    box.append(camera);
    camera.clock.advance(60);
    await untilState(camera, 'playing');
    await until(() => !camera.paused, 'the video plays on');
    camera.clock.advance(5000);
    assert.equal(camera.gatewayFake.sessionCount, 1);
    assert.equal(camera.gatewayFake.openSessions.size, 1);
    assert.equal(camera.transportFake.attachments.length, 1);
    box.remove();
    document.body.append(camera);
    assert.equal(camera.gatewayFake.openSessions.size, 1);
  });

  it('ends the session when it has been out of the page for the delay', async () => {
    const camera = await playingCamera({ 'disconnect-delay': '2' });
    const ends = record(camera, 'sessionend');
    camera.remove();
    camera.clock.advance(1999);
    assert.equal(camera.gatewayFake.openSessions.size, 1);
    camera.clock.advance(1);
    assert.deepEqual(ends, [{ sessionId: 'session-1', reason: 'removed' }]);
    assert.equal(camera.gatewayFake.openSessions.size, 0);
    assert.equal(camera.state, 'idle');
    assert.equal(camera.clock.pendingCount, 0);
  });

  for (const moment of ['before the first picture', 'while it reconnects'] as const) {
    it(`plays on when it was out of the page for a moment ${moment}`, async () => {
      const isStarting = moment === 'before the first picture';
      const camera = await mountCamera({ autoplay: '' }, ({ transportFake }) => {
        transportFake.isDark = isStarting;
        transportFake.isSlow = isStarting;
      });
      if (!isStarting) {
        await untilState(camera, 'playing');
        camera.transportFake.isDark = true;
        camera.transportFake.fail({ code: 'stream_stalled', message: 'HTTP 503' });
        camera.clock.advance(500);
      }
      const state = isStarting ? 'connecting' : 'reconnecting';
      await until(() => camera.state === state && !camera.paused, 'the video waits for its picture');
      const video = part<HTMLVideoElement>(camera, 'video')!;
      const isPaused = new Promise((resolve) => video.addEventListener('pause', resolve, { once: true }));
      camera.remove();
      await isPaused;
      document.body.append(camera);
      assert.equal(camera.state, state);
      assert.equal(camera.paused, false);
    });
  }

  it('starts anew when it is inserted again later', async () => {
    const camera = await playingCamera();
    camera.remove();
    camera.clock.advance(3000);
    document.body.append(camera);
    await untilState(camera, 'playing');
    assert.equal(camera.session?.id, 'session-2');
  });

  it('does not start again by a move when the viewer has stopped it', async () => {
    const camera = await playingCamera();
    camera.stop();
    camera.remove();
    document.body.append(camera);
    await camera.updateComplete;
    assert.equal(camera.state, 'idle');
    assert.equal(camera.gatewayFake.startCount, 1);
  });

  it('survives the double mount of a strict framework with one session', async () => {
    const camera = createCamera({ autoplay: '' });
    document.body.append(camera);
    camera.remove();
    document.body.append(camera);
    await untilState(camera, 'playing');
    assert.equal(camera.gatewayFake.startCount, 1);
  });

  it('ends the session by a beacon when the page goes, and comes back from the page cache', async () => {
    const camera = await playingCamera();
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    const last = camera.gatewayFake.requests.at(-1);
    assert.equal(last?.method, 'BEACON');
    assert.equal(last?.url, 'https://gateway.example/api/v1/sessions/session-1/close');
    assert.equal(camera.state, 'paused');
    assert.equal(camera.transportFake.openCount, 0);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    await untilState(camera, 'playing');
    assert.equal(camera.session?.id, 'session-2');
  });

  it('lets the camera sleep when nobody has seen the page for the delay, and wakes it when somebody does', async () => {
    const camera = await playingCamera({ 'hidden-delay': '30' });
    const ends = record(camera, 'sessionend');
    hidePage(true);
    camera.clock.advance(29_999);
    assert.equal(ends.length, 0);
    camera.clock.advance(1);
    assert.deepEqual(
      ends.map(({ reason }) => reason),
      ['hidden'],
    );
    hidePage(false);
    await untilState(camera, 'playing');
  });

  for (const [what, leave, comeBack] of [
    [
      'hidden',
      (camera: TestCamera) => {
        hidePage(true);
        camera.clock.advance(30_000);
      },
      () => hidePage(false),
    ],
    [
      'in the page cache',
      () => window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })),
      () => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
    ],
    [
      'frozen',
      () => document.dispatchEvent(new Event('freeze')),
      () => document.dispatchEvent(new Event('resume')),
    ],
  ] as const) {
    it(`brings back what was watched when the gateway is away just when the page is no longer ${what}`, async () => {
      const camera = await playingCamera({ 'hidden-delay': '30' });
      leave(camera);
      assert.equal(camera.state, 'paused');
      camera.gatewayFake.startAnswer = { kind: 'unreachable' };
      comeBack();
      await untilState(camera, 'reconnecting');
      assert.match(part(camera, '.note')!.textContent!, /last picture/);
      camera.gatewayFake.startAnswer = { kind: 'session' };
      camera.clock.advance(500);
      await untilState(camera, 'playing');
    });
  }

  for (const [answer, state] of [
    [{ kind: 'problem', code: 'camera_offline' }, 'offline'],
    [{ kind: 'unreachable' }, 'failed'],
  ] as const) {
    it(`wakes no camera for a network that comes back while nobody sees the page: ${state} until then`, async () => {
      const camera = await mountCamera({ autoplay: '', 'hidden-delay': '5' }, ({ gatewayFake }) => {
        gatewayFake.startAnswer = answer;
      });
      await untilState(camera, state);
      hidePage(true);
      camera.clock.advance(5000);
      camera.gatewayFake.startAnswer = { kind: 'session' };
      window.dispatchEvent(new Event('online'));
      await new Promise((resolve) => setTimeout(resolve));
      assert.deepEqual([camera.state, camera.gatewayFake.startCount], [state, 1]);
      hidePage(false);
      await untilState(camera, 'playing');
      assert.equal(camera.gatewayFake.startCount, 2);
    });
  }

  it('plays on in a hidden page when told to', async () => {
    const camera = await playingCamera({ 'when-hidden': 'keep' });
    hidePage(true);
    camera.clock.advance(9000);
    assert.equal(camera.state, 'playing');
    assert.equal(camera.gatewayFake.openSessions.size, 1);
  });

  it('lets the camera sleep again when the page has it play though nobody sees it', async () => {
    const camera = await playingCamera({ 'hidden-delay': '30' });
    hidePage(true);
    camera.clock.advance(30_000);
    const ends = record(camera, 'sessionend');
    void camera.play();
    await untilState(camera, 'playing');
    camera.clock.advance(29_000);
    assert.equal(camera.gatewayFake.openSessions.size, 1);
    camera.clock.advance(1000);
    assert.deepEqual(
      ends.map(({ reason }) => reason),
      ['hidden'],
    );
    assert.equal(camera.state, 'paused');
    hidePage(false);
    await untilState(camera, 'playing');
  });

  it('does not resume what the viewer had paused', async () => {
    const camera = await playingCamera({ 'hidden-delay': '1' });
    camera.pause();
    hidePage(true);
    camera.clock.advance(1000);
    hidePage(false);
    assert.equal(camera.state, 'paused');
    assert.equal(camera.gatewayFake.startCount, 1);
  });

  it('waits with loading="lazy" until it is in view', async () => {
    const spacer = document.createElement('div');
    spacer.setAttribute('style', 'height: 5000px');
    document.body.append(spacer);
    const camera = await mountCamera({ autoplay: '', loading: 'lazy' });
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    assert.equal(camera.state, 'idle');
    camera.scrollIntoView();
    await untilState(camera, 'playing');
    spacer.remove();
  });

  it('leaves nothing behind after a hundred mounts', async () => {
    const cameras: TestCamera[] = [];
    for (let count = 0; count < 100; count += 1) {
      const camera = createCamera({ autoplay: '' });
      cameras.push(camera);
      document.body.append(camera);
      // Half of them go while they start, the other half while they play.
      if (count % 2 === 0) await untilState(camera, 'playing');
      else await camera.updateComplete;
      camera.remove();
      camera.clock.advance(3000);
    }
    await until(
      () =>
        cameras.every(({ gatewayFake, clock }) => gatewayFake.openSessions.size + clock.pendingCount === 0),
      'no session and no timer is left',
    );
    for (const camera of cameras) {
      assert.equal(camera.transportFake.openCount, 0);
      assert.equal(part<HTMLVideoElement>(camera, 'video')!.srcObject, null);
    }
  });

  it('takes properties that were set before it was defined', async () => {
    const early = document.createElement('early-camera') as TestCamera;
    Object.assign(early, { transport: 'mjpeg', stats: true, camera: 'garden' });
    customElements.define('early-camera', class extends TestCamera {});
    document.body.append(early);
    await early.updateComplete;
    assert.equal(early.transportPreference, 'mjpeg');
    assert.equal(early.showStats, true);
    assert.equal(early.camera, 'garden');
    early.remove();
  });

  it('is defined once, however often it is asked to', () => {
    LiveCamera.define();
    const first = customElements.get('rpi-live-camera');
    LiveCamera.define();
    assert.equal(customElements.get('rpi-live-camera'), first);
  });
});
