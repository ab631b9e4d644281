/** A long life in a page: sleep, freezing, the network, the cache of pages, several elements on one camera. */
import { assert } from 'chai';
import {
  createCamera,
  mountCamera,
  playingCamera,
  record,
  removeCameras,
  type TestCamera,
  until,
  untilState,
} from './testing/camera-fixture.js';

function hidePage(isHidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event('visibilitychange'));
}

const reasonsOf = (ends: readonly { reason: string }[]) => ends.map(({ reason }) => reason);

describe('<rpi-live-camera> in a page that lives long', () => {
  afterEach(() => {
    Reflect.deleteProperty(document, 'hidden');
    removeCameras();
  });

  it('begins anew at once when the machine has slept, behind the last picture', async () => {
    const camera = await playingCamera();
    const ends = record(camera, 'sessionend');
    const attempts = record(camera, 'reconnecting');
    camera.clock.sleep(3_600_000);
    camera.clock.advance(1000);
    assert.equal(camera.state, 'reconnecting');
    assert.deepEqual(
      attempts.map(({ delayMs, error }) => [delayMs, error.message]),
      [[0, 'Nothing ran for 3600 s: the machine slept, or a dialog stood open.']],
    );
    await untilState(camera, 'playing');
    assert.deepEqual(reasonsOf(ends), ['frozen']);
    assert.deepEqual([...camera.gatewayFake.openSessions], ['session-2']);
  });

  it('takes a busy second or two for no sleep', async () => {
    const camera = await playingCamera();
    camera.clock.sleep(2000);
    camera.clock.advance(1000);
    assert.equal(camera.state, 'playing');
  });

  it('lets a hidden page tick as rarely as the browser likes, and asks for the session when it is seen', async () => {
    const camera = await playingCamera({ 'when-hidden': 'keep' });
    hidePage(true);
    for (let count = 0; count < 5; count += 1) {
      camera.clock.sleep(59_000);
      camera.clock.advance(1000);
    }
    assert.equal(camera.state, 'playing');
    camera.clock.sleep(30_000);
    const asked = camera.gatewayFake.countOf('keepalive');
    hidePage(false);
    await until(() => camera.gatewayFake.countOf('keepalive') > asked, 'the gateway is asked');
    assert.equal(camera.gatewayFake.sessionCount, 1);
  });

  it('begins anew when the machine slept for longer than a hidden page keeps the camera', async () => {
    const camera = await playingCamera({ 'hidden-delay': '60' });
    const ends = record(camera, 'sessionend');
    hidePage(true);
    camera.clock.sleep(600_000);
    hidePage(false);
    await untilState(camera, 'playing');
    assert.deepEqual(reasonsOf(ends), ['hidden']);
    assert.equal(camera.session?.id, 'session-2');
  });

  it('lets everything go when the browser freezes the page, and comes back with it', async () => {
    const camera = await playingCamera({ 'when-hidden': 'keep' });
    const ends = record(camera, 'sessionend');
    hidePage(true);
    document.dispatchEvent(new Event('freeze'));
    assert.deepEqual(reasonsOf(ends), ['frozen']);
    assert.equal(camera.gatewayFake.requests.at(-1)?.method, 'BEACON');
    camera.clock.advance(4000);
    assert.deepEqual([camera.transportFake.openCount, camera.clock.pendingCount], [0, 0]);
    document.dispatchEvent(new Event('resume'));
    await untilState(camera, 'playing');
  });

  it('stays asleep in a page that is only let run for a moment', async () => {
    const camera = await playingCamera();
    hidePage(true);
    document.dispatchEvent(new Event('freeze'));
    document.dispatchEvent(new Event('resume'));
    assert.equal(camera.state, 'paused');
    hidePage(false);
    await untilState(camera, 'playing');
  });

  it('plays on in a hidden page while it is in picture in picture, and for the delay after that', async () => {
    const camera = await playingCamera({ 'hidden-delay': '10' });
    let isInWindow = true;
    const { shadowRoot } = camera;
    Object.defineProperty(shadowRoot, 'pictureInPictureElement', {
      get: () => (isInWindow ? shadowRoot?.querySelector('video') : null),
    });
    hidePage(true);
    camera.clock.advance(35_000);
    assert.equal(camera.state, 'playing');
    isInWindow = false;
    camera.clock.advance(10_000);
    assert.equal(camera.state, 'paused');
    assert.equal(camera.gatewayFake.openSessions.size, 0);
  });

  it('wakes no camera for a tab in the background until somebody looks at it', async () => {
    hidePage(true);
    const camera = await mountCamera({ autoplay: '' });
    camera.clock.advance(300_000);
    assert.equal(camera.state, 'idle');
    assert.equal(camera.gatewayFake.requests.length, 0);
    hidePage(false);
    await untilState(camera, 'playing');
  });

  it('still starts when it is scrolled into view after it was moved', async () => {
    const spacer = document.createElement('div');
    spacer.setAttribute('style', 'height: 5000px');
    const box = document.createElement('div');
    document.body.append(spacer, box);
    const camera = await mountCamera({ autoplay: '', loading: 'lazy' });
    box.append(camera);
    camera.clock.advance(60_000);
    assert.equal(camera.state, 'idle');
    camera.scrollIntoView();
    await untilState(camera, 'playing');
    for (const each of [spacer, box]) each.remove();
  });

  it('does not even pause when it is moved by moveBefore', async () => {
    const camera = await playingCamera();
    const box = document.createElement('div');
    document.body.append(box);
    const states = record(camera, 'statechange');
    (box as unknown as { moveBefore(node: Node, before: Node | null): void }).moveBefore(camera, null);
    assert.equal(camera.paused, false);
    camera.clock.advance(3000);
    assert.deepEqual([states.length, camera.gatewayFake.sessionCount, camera.state], [0, 1, 'playing']);
    assert.equal(camera.parentElement, box);
    box.remove();
  });

  it('asks seldom while the browser knows of no network, and at once when there is one', async () => {
    const camera = await playingCamera();
    const attempts = record(camera, 'reconnecting');
    camera.isOnline = false;
    camera.gatewayFake.startAnswer = { kind: 'unreachable' };
    camera.transportFake.fail({ code: 'session_gone', message: '404' });
    await until(() => attempts.length === 2, 'the first attempt has failed');
    assert.equal(attempts[1]?.delayMs, 15_000);
    camera.isOnline = true;
    camera.gatewayFake.startAnswer = { kind: 'session' };
    window.dispatchEvent(new Event('online'));
    await untilState(camera, 'playing');
  });

  it('makes an attempt anew that hangs when the network is back', async () => {
    const camera = await playingCamera();
    camera.gatewayFake.startAnswer = { kind: 'silence' };
    camera.transportFake.fail({ code: 'session_gone', message: '404' });
    await until(() => camera.gatewayFake.startCount === 2, 'the attempt that hangs');
    camera.gatewayFake.startAnswer = { kind: 'session' };
    window.dispatchEvent(new Event('online'));
    await untilState(camera, 'playing');
    assert.equal(camera.gatewayFake.abandonedCount, 1);
  });

  it('does not wait for the watch when the picture stands still as the network is back', async () => {
    const camera = await playingCamera();
    camera.transportFake.freeze();
    await until(() => {
      camera.clock.advance(100);
      window.dispatchEvent(new Event('online'));
      return camera.transportFake.attachments.length === 2;
    }, 'it is attached anew');
    await untilState(camera, 'playing');
    assert.equal(camera.gatewayFake.sessionCount, 1);
  });

  it('starts by itself when the network comes that was missing at the start', async () => {
    const camera = await mountCamera({ autoplay: '' }, ({ gatewayFake }) => {
      gatewayFake.startAnswer = { kind: 'unreachable' };
    });
    await untilState(camera, 'failed');
    camera.gatewayFake.startAnswer = { kind: 'session' };
    window.dispatchEvent(new Event('online'));
    await untilState(camera, 'playing');
  });

  it('goes over to another session without a word of reconnecting when its token has run out', async () => {
    const camera = await mountCamera({ autoplay: '' }, ({ gatewayFake }) => {
      gatewayFake.keepAliveMs = 1000;
    });
    await untilState(camera, 'playing');
    const states = record(camera, 'statechange');
    const ends = record(camera, 'sessionend');
    camera.clock.advance(1000);
    await until(() => camera.gatewayFake.countOf('keepalive') === 1, 'a keep-alive that is granted');
    await new Promise((resolve) => setTimeout(resolve));
    camera.gatewayFake.keepAliveProblem = 'unauthorized';
    camera.clock.advance(1000);
    await until(() => camera.session?.id === 'session-2', 'the other session');
    await untilState(camera, 'playing');
    assert.deepEqual(ends, [{ sessionId: 'session-1', reason: 'renewed' }]);
    assert.deepEqual(
      states.map(({ state }) => state),
      ['buffering', 'playing'],
    );
    assert.deepEqual([...camera.gatewayFake.openSessions], ['session-2']);
  });

  /** Two elements of one class, as all in a page are: with one environment. */
  async function twoOnOneCamera(): Promise<[TestCamera, TestCamera]> {
    const first = await playingCamera();
    const second = createCamera({ autoplay: '', 'target-latency': '2' });
    second.shareEnvironment(first);
    document.body.append(second);
    await untilState(second, 'playing');
    return [first, second];
  }

  it('shares its session with another element on the same camera; the last one that leaves ends it', async () => {
    const [first, second] = await twoOnOneCamera();
    assert.equal(first.session?.id, second.session?.id);
    assert.equal(first.gatewayFake.startCount, 1);
    const ends = record(first, 'sessionend');
    first.remove();
    first.clock.advance(3000);
    assert.deepEqual(reasonsOf(ends), ['removed']);
    assert.deepEqual([...first.gatewayFake.openSessions], ['session-1']);
    assert.equal(second.state, 'playing');
    second.remove();
    first.clock.advance(3000);
    assert.deepEqual([first.gatewayFake.openSessions.size, first.clock.pendingCount], [0, 0]);
    assert.equal(first.gatewayFake.countOf('close'), 1);
  });

  it('meets the other element in one new session after a sleep', async () => {
    const [first, second] = await twoOnOneCamera();
    first.clock.sleep(60_000);
    first.clock.advance(2000);
    for (const camera of [first, second]) {
      await until(() => camera.session?.id === 'session-2', 'the new session');
      await untilState(camera, 'playing');
    }
    assert.deepEqual([...first.gatewayFake.openSessions], ['session-2']);
  });
});
