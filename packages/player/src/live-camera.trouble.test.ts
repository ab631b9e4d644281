import type { ProblemCode } from '@rpi-live-camera/protocol/http';
import { assert } from 'chai';
import type { PlayerError } from './errors/player-error.js';
import { maxMediaRebuilds } from './state/failure.js';
import {
  mountCamera,
  part,
  playingCamera,
  record,
  removeCameras,
  type TestCamera,
  until,
  untilState,
} from './testing/camera-fixture.js';
import { FakeTransport } from './testing/fake-transport.js';
import { english } from './texts/english.js';

const refusing =
  (code: ProblemCode, retryAfterMs?: number) =>
  ({ gatewayFake }: TestCamera): void => {
    gatewayFake.startAnswer =
      retryAfterMs === undefined ? { kind: 'problem', code } : { kind: 'problem', code, retryAfterMs };
  };

describe('<rpi-live-camera> in trouble', () => {
  afterEach(removeCameras);

  for (const code of ['camera_timeout', 'camera_not_found', 'unauthorized', 'broker_unavailable'] as const) {
    it(`shows ${code} with what to do, and starts anew at a click`, async () => {
      const camera = await mountCamera({ autoplay: '' }, refusing(code));
      await untilState(camera, 'failed');
      assert.equal(camera.error?.code, code);
      const message = part(camera, '[part="message"]')!;
      await until(() => message.textContent === english.errors[code].title, 'the failure has its words');
      assert.equal(part(camera, '.advice')!.textContent, english.errors[code].advice);
      assert.equal(part(camera, 'code')!.textContent, code);
      camera.gatewayFake.startAnswer = { kind: 'session' };
      part(camera, '.pill')!.click();
      await untilState(camera, 'playing');
      assert.isNull(camera.error);
    });
  }

  it('takes a problem out of the event stream like a plain one', async () => {
    const camera = await mountCamera();
    camera.gatewayFake.startAnswer = { kind: 'problem', code: 'camera_timeout', afterPhases: ['waking'] };
    const failure = (await camera.start().catch((error: unknown) => error)) as PlayerError;
    assert.equal(failure.code, 'camera_timeout');
    assert.equal(failure.retryable, true);
    assert.equal(failure.details.requestId, 'request-1');
    assert.equal(camera.clock.pendingCount, 0);
  });

  it('fires error and statechange, and lets nobody listen to the rejected start', async () => {
    const camera = await mountCamera({}, refusing('forbidden'));
    const errors = record(camera, 'error');
    void camera.start();
    await untilState(camera, 'failed');
    assert.equal(errors[0]?.code, 'forbidden');
  });

  it('comes back by itself when the gateway refuses before waking anything and says when', async () => {
    const camera = await mountCamera({ autoplay: '' }, refusing('viewer_limit_reached', 20_000));
    await untilState(camera, 'failed');
    assert.match(part(camera, '.small')!.textContent!, /Trying again in 22 s/);
    camera.gatewayFake.startAnswer = { kind: 'session' };
    camera.clock.advance(22_000);
    await untilState(camera, 'playing');
  });

  it('stays as it is while it is refused again: nothing is said twice, the focus stays', async () => {
    const camera = await mountCamera({ autoplay: '' }, refusing('viewer_limit_reached', 5000));
    await untilState(camera, 'failed');
    const announcer = part(camera, '.announcer')!;
    const { title, advice } = english.errors.viewer_limit_reached;
    await until(() => announcer.textContent === `${title}. ${advice}`, 'the failure is announced');
    const button = part(camera, '[part~="retry-button"]')!;
    button.focus();
    const [states, errors] = [record(camera, 'statechange'), record(camera, 'error')];
    const speech = new MutationObserver(() => {});
    speech.observe(announcer, { childList: true, characterData: true, subtree: true });
    for (const count of [1, 2, 3]) {
      camera.clock.advance(6000);
      await until(() => errors.length === count, `attempt ${count} is refused`);
      await camera.updateComplete;
      assert.match(part(camera, '.small')!.textContent!, /Trying again in 6 s/);
    }
    assert.deepEqual([states.length, speech.takeRecords().length], [0, 0]);
    assert.equal(camera.shadowRoot!.activeElement, button);
    camera.gatewayFake.startAnswer = { kind: 'held', phases: ['waking'] };
    camera.clock.advance(6000);
    await untilState(camera, 'starting');
    assert.match(part(camera, '.title')!.textContent!, /^\s*Waking the camera\s+0 s/);
  });

  it('does not wake a camera again and again that has not answered', async () => {
    const camera = await mountCamera({ autoplay: '' }, refusing('camera_timeout', 1000));
    await untilState(camera, 'failed');
    camera.clock.advance(600_000);
    assert.equal(camera.state, 'failed');
    assert.equal(camera.gatewayFake.startCount, 1);
  });

  it('says when no camera is named, without asking anybody', async () => {
    const camera = await mountCamera({ autoplay: '', camera: '' });
    await untilState(camera, 'failed');
    assert.equal(camera.error?.code, 'camera_missing');
    assert.equal(camera.gatewayFake.requests.length, 0);
  });

  it('says when it shares no transport with the gateway', async () => {
    const camera = await mountCamera({ autoplay: '', transport: 'pigeon fmp4' });
    await untilState(camera, 'failed');
    assert.equal(camera.error?.code, 'no_transport');
    assert.equal(camera.gatewayFake.openSessions.size, 0);
  });

  it('says when the browser cannot play what is offered', async () => {
    const camera = await mountCamera({ autoplay: '' }, ({ transportFake }) => {
      transportFake.isPlayable = false;
    });
    await untilState(camera, 'failed');
    assert.equal(camera.error?.code, 'not_supported');
  });

  it('waits calmly for a camera that is offline, and plays when it is back', async () => {
    const camera = await mountCamera({ autoplay: '' }, refusing('camera_offline'));
    await untilState(camera, 'offline');
    const message = part(camera, '[part="message"]')!;
    await until(() => message.textContent === 'The camera is offline', 'the failure has its words');
    camera.clock.advance(9999);
    assert.equal(camera.gatewayFake.startCount, 1);
    const errors = record(camera, 'error');
    camera.clock.advance(1);
    await until(() => errors.length === 1, 'the second attempt has failed');
    assert.equal(camera.gatewayFake.startCount, 2);
    assert.equal(camera.state, 'offline');
    camera.gatewayFake.startAnswer = { kind: 'session' };
    camera.clock.advance(15_000);
    await untilState(camera, 'playing');
  });

  it('brings a lost picture back on the same session, behind the last picture', async () => {
    const camera = await playingCamera();
    const events = record(camera, 'reconnecting');
    const reconnected = record(camera, 'reconnected');
    camera.transportFake.fail({ code: 'stream_stalled', message: 'HTTP 503' });
    await untilState(camera, 'reconnecting');
    assert.deepEqual(
      [events[0]?.attempt, events[0]?.delayMs, events[0]?.error.code],
      [1, 500, 'stream_stalled'],
    );
    assert.equal(part(camera, 'canvas')!.hidden, false);
    assert.match(part(camera, '.note')!.textContent!, /Reconnecting/);
    camera.clock.advance(500);
    await untilState(camera, 'playing');
    assert.equal(reconnected[0]?.attempts, 1);
    assert.equal(part(camera, 'canvas')!.hidden, true);
    assert.equal(camera.gatewayFake.sessionCount, 1);
    assert.equal((await camera.getStats()).reconnectCount, 1);
  });

  it('says why a picture stays away, lets a person try, and does not wake the camera all the time', async () => {
    const camera = await playingCamera();
    const attempts = record(camera, 'reconnecting');
    refusing('camera_failed')(camera);
    camera.transportFake.fail({ code: 'session_gone', message: '404' });
    const button = () => part(camera, '[part~="retry-button"]');
    for (const delayMs of [15_000, 30_000]) {
      const { length } = attempts;
      await until(() => attempts.length > length, `attempt ${length} has failed`);
      assert.equal(attempts.at(-1)?.delayMs, delayMs);
      if (delayMs === 30_000) break;
      await camera.updateComplete;
      assert.isNull(button());
      camera.clock.advance(delayMs);
    }
    camera.clock.advance(29_000);
    assert.equal(camera.gatewayFake.startCount, 3);
    const { title, advice } = english.errors.camera_failed;
    await until(() => part(camera, '[part="message"]')?.textContent === title, 'the reason is there');
    assert.equal(part(camera, '.announcer')!.textContent, `${title}. ${advice}`);
    camera.gatewayFake.startAnswer = { kind: 'session' };
    button()!.click();
    await untilState(camera, 'playing');
    assert.isNull(part(camera, '[part="message"]'));
  });

  it('takes a new session when the old one is gone', async () => {
    const camera = await playingCamera();
    const ends = record(camera, 'sessionend');
    camera.gatewayFake.openSessions.clear();
    camera.clock.advance(10_000);
    await until(() => ends.length === 1, 'the session is known to be gone');
    await untilState(camera, 'playing');
    assert.deepEqual(ends, [{ sessionId: 'session-1', reason: 'gone' }]);
    assert.equal(camera.session?.id, 'session-2');
    assert.notInclude(
      camera.gatewayFake.requests.map(({ url }) => url),
      'https://gateway.example/api/v1/sessions/session-1/close',
    );
  });

  it('takes a new session when the playlist is gone', async () => {
    const camera = await playingCamera();
    camera.transportFake.fail({ code: 'session_gone', message: '404' });
    await untilState(camera, 'playing');
    assert.equal(camera.session?.id, 'session-2');
  });

  it('notices a picture that stands still, and rebuilds when it does not heal', async () => {
    const camera = await playingCamera();
    camera.transportFake.freeze();
    await until(() => {
      camera.clock.advance(1000);
      return camera.state === 'reconnecting';
    }, 'the standstill is noticed');
    assert.equal(camera.error?.code, 'stream_stalled');
    assert.equal(camera.transportFake.attachments.length, 1);
    camera.clock.advance(4000);
    await untilState(camera, 'playing');
    assert.equal(camera.transportFake.attachments.length, 2);
  });

  it('asks a person when the media cannot be decoded again and again', async () => {
    const camera = await playingCamera();
    const attempts = record(camera, 'reconnecting');
    for (let count = 1; count <= maxMediaRebuilds; count += 1) {
      camera.transportFake.fail({ code: 'media_failed', message: 'decode' });
      camera.clock.advance(attempts.at(-1)!.delayMs);
      await untilState(camera, 'playing');
    }
    camera.transportFake.fail({ code: 'media_failed', message: 'decode' });
    assert.equal(camera.state, 'failed');
    assert.equal(camera.error?.code, 'media_failed');
    assert.equal(camera.gatewayFake.openSessions.size, 0);
  });

  it('goes on trying for as long as the network is away', async () => {
    const camera = await playingCamera();
    camera.gatewayFake.startAnswer = { kind: 'unreachable' };
    camera.gatewayFake.openSessions.clear();
    camera.clock.advance(10_000);
    const attempts = record(camera, 'reconnecting');
    while (attempts.length < 12) {
      const { length } = attempts;
      camera.clock.advance(20_000);
      await until(() => attempts.length > length, `attempt ${length} has failed`);
      assert.equal(camera.state, 'reconnecting');
    }
    assert.equal(attempts.at(-1)?.error.code, 'gateway_unreachable');
    assert.equal(attempts.at(-1)?.delayMs, 15_000);
    camera.gatewayFake.startAnswer = { kind: 'session' };
    window.dispatchEvent(new Event('online'));
    await untilState(camera, 'playing');
  });

  it('takes no pause for a silence of the stream', async () => {
    const camera = await playingCamera();
    camera.transportFake.freeze();
    camera.pause();
    camera.clock.advance(9000);
    void camera.play();
    await until(() => !camera.paused, 'the video plays');
    camera.clock.advance(1000);
    assert.equal(camera.state, 'buffering');
  });

  it('gives no transport up while the browser waits for a gesture', async () => {
    const camera = await mountCamera({ autoplay: '' }, (made) => {
      const { gatewayFake, transportFake } = made;
      gatewayFake.sources.push({ transport: 'fmp4', url: '/live/grant/door/live.mp4', type: 'video/mp4' });
      made.offer(new FakeTransport('fmp4'));
      const attach = transportFake.attach.bind(transportFake);
      transportFake.attach = (options) => {
        options.video.play = () => Promise.reject(new DOMException('low power', 'NotAllowedError'));
        return attach(options);
      };
    });
    await untilState(camera, 'paused');
    camera.clock.advance(20_000);
    window.dispatchEvent(new Event('online'));
    const video = part<HTMLVideoElement>(camera, 'video')!;
    Reflect.deleteProperty(video, 'play');
    void camera.play();
    await until(() => !camera.paused, 'the video plays');
    camera.clock.advance(1000);
    await untilState(camera, 'playing');
    assert.deepEqual([camera.transport, camera.transportFake.attachments.length], ['hls', 1]);
  });

  it('shows the code also where there is no room for advice', async () => {
    const camera = await mountCamera({ autoplay: '' }, refusing('viewer_limit_reached', 20_000));
    await untilState(camera, 'failed');
    const seen = () =>
      ['.advice', '.small span', 'code'].filter((selector) => part(camera, selector)!.checkVisibility());
    for (const [width, expected] of [
      [400, ['.advice', '.small span', 'code']],
      [280, ['.small span', 'code']],
      [200, ['code']],
      [160, []],
    ] as const) {
      camera.style.width = `${width}px`;
      assert.deepEqual(seen(), expected, `${width} px`);
    }
    assert.equal(part(camera, '[part="message"]')!.title, 'viewer_limit_reached');
  });

  it('announces what happens to those who do not see it', async () => {
    const camera = await mountCamera({ autoplay: '' }, refusing('camera_timeout'));
    await untilState(camera, 'failed');
    const announcer = part(camera, '[role="status"]')!;
    const { title, advice } = english.errors.camera_timeout;
    await until(() => announcer.textContent === `${title}. ${advice}`, 'the failure is announced');
  });
});
