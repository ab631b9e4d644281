import { assert } from 'chai';
import {
  part,
  playingCamera,
  press,
  pressOn,
  record,
  removeCameras,
  type TestCamera,
  until,
  untilState,
} from './testing/camera-fixture.js';
import { FakeTransport } from './testing/fake-transport.js';

const windowMs = 600_000;

/** Plays live, ten minutes of which can be watched again: those before twelve, when the clock of the tests begins. */
function shiftable(attributes: Record<string, string> = {}, prepare?: (camera: TestCamera) => void) {
  return playingCamera(attributes, (camera) => {
    camera.gatewayFake.timeShiftMs = windowMs;
    camera.transportFake.spans = [
      { startSeconds: 0, durationSeconds: windowMs / 1000, startAtMs: camera.clock.nowMs() - windowMs },
    ];
    prepare?.(camera);
  });
}

const newest = ({ transportFake }: TestCamera) => transportFake.attachments.at(-1)!;
const secondsBack = (camera: TestCamera) => (camera.clock.nowMs() - newest(camera).startAtMs!) / 1000;

describe('<rpi-live-camera> going back', () => {
  afterEach(removeCameras);

  it('asks nothing of a stream that is only for live', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.seekTo(new Date(camera.clock.nowMs() - 60_000));
    assert.equal(camera.transportFake.attachments.length, 1);
    assert.isNull(part(camera, '[role="slider"]'));
    camera.pause();
    await camera.play();
    assert.isNull(newest(camera).startAtMs);
  });

  it('takes the same session to a moment of before, and back to live', async () => {
    const camera = await shiftable();
    camera.seekTo(new Date(camera.clock.nowMs() - 200_000));
    await untilState(camera, 'playing');
    assert.equal(secondsBack(camera), 200);
    camera.seekToLive();
    await untilState(camera, 'playing');
    assert.isNull(newest(camera).startAtMs);
    assert.equal(camera.transportFake.openCount, 1);
    assert.equal(camera.gatewayFake.sessionCount, 1);
  });

  it('goes by HLS, and live by what the page prefers', async () => {
    const camera = await shiftable({ transport: 'fmp4 hls' }, (made) => {
      made.offer(new FakeTransport('fmp4'));
      made.gatewayFake.sources = ['fmp4', 'hls'].map((transport) => ({
        transport,
        url: `/live/${transport}`,
      }));
    });
    const changes = record(camera, 'transportchange');
    assert.equal(camera.transport, 'fmp4');
    camera.seekTo(new Date(camera.clock.nowMs() - 60_000));
    await untilState(camera, 'playing');
    assert.equal(camera.transport, 'hls');
    camera.seekToLive();
    await untilState(camera, 'playing');
    assert.deepEqual(
      changes.map(({ to }) => to),
      ['hls', 'fmp4'],
    );
  });

  it('is live where a moment of just now is sought', async () => {
    const camera = await shiftable();
    camera.seekTo(new Date(camera.clock.nowMs() - 1000));
    assert.equal(camera.transportFake.attachments.length, 1);
  });

  it('keeps the place of a pause, and the session for as long as that can be watched', async () => {
    const camera = await shiftable({}, ({ transportFake }) => {
      transportFake.spans = null;
    });
    const pausedAtMs = camera.clock.nowMs();
    camera.pause();
    camera.clock.advance(61_000);
    assert.equal(camera.transportFake.openCount, 0, 'no media is received meanwhile');
    assert.equal(camera.gatewayFake.openSessions.size, 1);
    camera.clock.advance(200_000);
    await camera.play();
    assert.equal(newest(camera).startAtMs! - pausedAtMs, 0);
    assert.equal(camera.gatewayFake.sessionCount, 1);
  });

  it('lets the camera go when the place of a pause is out of reach', async () => {
    const camera = await shiftable();
    camera.pause();
    camera.clock.advance(windowMs);
    await until(() => camera.gatewayFake.openSessions.size === 0, 'the session is closed');
  });

  it('lets the camera go earlier where the pause is in the past already', async () => {
    const camera = await shiftable({}, ({ transportFake }) => {
      transportFake.spans = null;
    });
    camera.seekTo(new Date(camera.clock.nowMs() - 400_000));
    await untilState(camera, 'playing');
    camera.pause();
    camera.clock.advance(199_000);
    assert.equal(camera.gatewayFake.openSessions.size, 1);
    camera.clock.advance(1000);
    await until(() => camera.gatewayFake.openSessions.size === 0, 'the session is closed');
  });

  it('follows nothing live while it shows what was before', async () => {
    const camera = await shiftable();
    camera.transportFake.position = {
      ...camera.transportFake.position,
      liveSeconds: null,
      behindSeconds: null,
    };
    camera.seekTo(new Date(camera.clock.nowMs() - 200_000));
    await untilState(camera, 'playing');
    camera.clock.advance(1000);
    assert.equal(camera.playbackRate, 1);
    assert.equal(camera.transportFake.attachments.length, 2);
  });

  it('goes on where it was after a failure', async () => {
    const camera = await shiftable();
    camera.seekTo(new Date(camera.clock.nowMs() - 200_000));
    await untilState(camera, 'playing');
    Object.defineProperty(part(camera, 'video')!, 'currentTime', { configurable: true, get: () => 450 });
    camera.clock.advance(1000);
    camera.transportFake.fail({ code: 'stream_stalled', message: 'gone' });
    await untilState(camera, 'reconnecting');
    camera.clock.advance(2000);
    await until(() => camera.transportFake.attachments.length === 3, 'it is attached anew');
    assert.equal(newest(camera).startAtMs, camera.clock.nowMs() - 3000 - windowMs + 450_000);
  });

  it('says how far behind it is, and goes to live at a press', async () => {
    const camera = await shiftable({ controls: '' });
    await until(() => part(camera, '[role="slider"]') !== null, 'the line of time is loaded');
    assert.equal(part(camera, '[role="slider"]')!.getAttribute('aria-valuetext'), 'Live');
    assert.equal(part(camera, '.badge')!.textContent!.trim(), 'Live');
    Object.defineProperty(part(camera, 'video')!, 'currentTime', {
      configurable: true,
      get: () => windowMs / 1000 - 10,
    });
    press(camera, 'j');
    await untilState(camera, 'playing');
    const badge = part(camera, '.badge')!;
    assert.equal(badge.textContent, '−0:10');
    assert.equal(badge.getAttribute('aria-label'), '−0:10, Go to live');
    badge.click();
    await untilState(camera, 'playing');
    assert.isNull(newest(camera).startAtMs);
  });

  it('goes to live at the end of its line of time, however long its segments are', async () => {
    const camera = await shiftable({ controls: '' }, ({ transportFake, clock }) => {
      const startAtMs = clock.nowMs() - windowMs;
      transportFake.spans = [{ startSeconds: 0, durationSeconds: windowMs / 1000 - 8, startAtMs }];
    });
    await until(() => part(camera, '[role="slider"]') !== null, 'the line of time is loaded');
    const slider = part(camera, '[role="slider"]')!;
    slider.setPointerCapture = () => {};
    const point = (type: string) =>
      slider.dispatchEvent(new PointerEvent(type, { clientX: innerWidth + 9, pointerId: 1, bubbles: true }));
    const ends = [
      () => pressOn(slider, 'End'),
      () => ['pointerdown', 'pointermove', 'pointerup'].forEach(point),
    ];
    for (const goToEnd of ends) {
      camera.seekTo(new Date(camera.clock.nowMs() - 200_000));
      await untilState(camera, 'playing');
      assert.equal(secondsBack(camera), 200);
      goToEnd();
      await untilState(camera, 'playing');
      assert.isNull(newest(camera).startAtMs);
    }
  });

  it('begins at the moment that the page names, once', async () => {
    const camera = await shiftable({ 'start-at': '2026-11-20T11:55:00Z' });
    assert.equal(newest(camera).startAtMs, Date.UTC(2026, 10, 20, 11, 55));
    camera.seekToLive();
    await untilState(camera, 'playing');
    camera.transportFake.fail({ code: 'session_gone', message: 'gone' });
    await until(() => camera.gatewayFake.sessionCount === 2, 'another session is open');
    await until(() => camera.transportFake.attachments.length === 3, 'it is attached anew');
    assert.isNull(newest(camera).startAtMs);
  });
});
