import { assert } from 'chai';
import {
  mountCamera,
  part,
  playingCamera,
  record,
  removeCameras,
  until,
  untilState,
} from './testing/camera-fixture.js';

describe('<rpi-live-camera> watching', () => {
  afterEach(removeCameras);

  it('asks for nothing until somebody wants to watch', async () => {
    const camera = await mountCamera();
    assert.equal(camera.state, 'idle');
    assert.equal(camera.dataset.state, 'idle');
    assert.ok(camera.matches(':state(idle)'));
    assert.equal(camera.gatewayFake.requests.length, 0);
    assert.equal(camera.clock.pendingCount, 0);
  });

  it('wakes the camera at a click on the big button and goes through every state', async () => {
    const camera = await mountCamera();
    const states = record(camera, 'statechange');
    part(camera, '.big-play')!.click();
    await untilState(camera, 'playing');
    assert.deepEqual(
      states.map(({ state }) => state),
      ['starting', 'connecting', 'buffering', 'playing'],
    );
    assert.ok(camera.matches(':state(playing)') && !camera.matches(':state(idle)'));
    assert.equal(camera.transport, 'hls');
    assert.equal(camera.session?.id, 'session-1');
  });

  it('tells each phase of the start', async () => {
    const camera = await mountCamera();
    const phases = record(camera, 'progress');
    await camera.start();
    assert.deepEqual(
      phases.map(({ phase }) => phase),
      ['waking', 'receiving', 'buffering'],
    );
  });

  it('shows the phase and the seconds while the camera wakes', async () => {
    const camera = await mountCamera({ autoplay: '' }, ({ gatewayFake }) => {
      gatewayFake.startAnswer = { kind: 'silence' };
    });
    camera.clock.advance(3000);
    const title = part(camera, '.waking .title')!;
    await until(() => /Waking the camera\s+3 s/.test(title.textContent!), 'the title tells both');
    assert.equal(part(camera, '[aria-current="step"]')!.textContent!.trim(), 'Waking');
  });

  it('asks as the protocol says: POST, event stream, bearer token', async () => {
    const camera = await mountCamera({ token: 'from-attribute' });
    camera.getToken = () => Promise.resolve('from-function');
    await camera.start();
    const [request] = camera.gatewayFake.requests;
    assert.equal(request?.url, 'https://gateway.example/api/v1/cameras/door/sessions');
    assert.equal(request?.method, 'POST');
    assert.equal(request?.headers.get('Accept'), 'text/event-stream');
    assert.equal(request?.headers.get('Authorization'), 'Bearer from-function');
  });

  it('keeps the path at which a gateway is mounted', async () => {
    const camera = await mountCamera({ gateway: 'https://shop.example/cams/' });
    await camera.start();
    assert.equal(
      camera.gatewayFake.requests[0]?.url,
      'https://shop.example/cams/api/v1/cameras/door/sessions',
    );
    assert.equal(
      camera.transportFake.attachments[0]?.source.url,
      'https://shop.example/live/grant/door/index.m3u8',
    );
  });

  it('keeps the session alive at the pace the gateway asks for', async () => {
    const camera = await playingCamera();
    const keepAlives = () =>
      camera.gatewayFake.requests.filter(({ url }) => url.endsWith('/keepalive')).length;
    camera.clock.advance(9999);
    assert.equal(keepAlives(), 0);
    camera.clock.advance(1);
    assert.equal(keepAlives(), 1);
    camera.clock.advance(10_000);
    assert.equal(keepAlives(), 2);
  });

  it('ends session, media and timers with stop()', async () => {
    const camera = await playingCamera();
    const ends = record(camera, 'sessionend');
    camera.stop();
    assert.equal(camera.state, 'idle');
    assert.deepEqual(ends, [{ sessionId: 'session-1', reason: 'stopped' }]);
    assert.equal(camera.gatewayFake.openSessions.size, 0);
    assert.equal(camera.transportFake.openCount, 0);
    assert.equal(part<HTMLVideoElement>(camera, 'video')!.srcObject, null);
    camera.clock.advance(3000);
    assert.equal(camera.clock.pendingCount, 0);
  });

  it('gives the claim back when stopped before the gateway has answered', async () => {
    const camera = await mountCamera({ autoplay: '' }, ({ gatewayFake }) => {
      gatewayFake.startAnswer = { kind: 'silence' };
    });
    await until(() => camera.gatewayFake.startCount === 1, 'the session is asked for');
    camera.stop();
    await until(() => camera.gatewayFake.abandonedCount === 1, 'the request is given up');
    assert.equal(camera.state, 'idle');
  });

  it('holds the picture when paused, and lets the camera go after the hidden delay', async () => {
    const camera = await playingCamera({ 'hidden-delay': '20' });
    camera.pause();
    assert.equal(camera.state, 'paused');
    assert.equal(camera.paused, true);
    camera.clock.advance(9000);
    assert.equal(camera.gatewayFake.openSessions.size, 1);
    camera.clock.advance(11_000);
    assert.equal(camera.gatewayFake.openSessions.size, 0);
    await camera.updateComplete;
    assert.equal(part(camera, 'canvas')!.hidden, false);
    await camera.play();
    assert.equal(camera.gatewayFake.sessionCount, 2);
    assert.equal(part(camera, 'canvas')!.hidden, true);
  });

  it('goes on with the same session after a short pause', async () => {
    const camera = await playingCamera();
    camera.pause();
    await camera.play();
    assert.equal(camera.state, 'playing');
    assert.equal(camera.gatewayFake.sessionCount, 1);
  });

  it('takes several attributes in one restart, and no change as none', async () => {
    const camera = await playingCamera();
    camera.camera = 'garden';
    camera.targetLatency = 2;
    camera.transportPreference = 'hls';
    await camera.updateComplete;
    await untilState(camera, 'playing');
    assert.equal(camera.gatewayFake.startCount, 2);
    assert.equal(camera.transportFake.attachments.at(-1)?.targetLatencySeconds, 2);
    camera.camera = 'garden';
    camera.token = 'other';
    await camera.updateComplete;
    assert.equal(camera.gatewayFake.startCount, 2);
  });

  it('says how far behind the camera it is, by tenths of a second', async () => {
    const camera = await playingCamera();
    const changes = record(camera, 'latencychange');
    camera.transportFake.position = {
      ...camera.transportFake.position,
      pictureAtMs: camera.clock.nowMs() + 1000 - 700,
      pictureClock: 'prft',
    };
    camera.clock.advance(1000);
    assert.deepEqual(changes, [{ latency: 0.7 }]);
    assert.equal(camera.latency, 0.7);
    assert.equal((await camera.getStats()).latencySource, 'prft');
  });

  it('takes a picture', async () => {
    const camera = await playingCamera();
    const blob = await camera.snapshot();
    assert.equal(blob.type, 'image/jpeg');
    const bitmap = await createImageBitmap(blob);
    assert.deepEqual([bitmap.width, bitmap.height], [64, 48]);
  });

  it('has no picture to take before there is one', async () => {
    const camera = await mountCamera();
    const failure = await camera.snapshot().catch((error: unknown) => error);
    assert.equal((failure as { code?: string }).code, 'no_picture');
  });

  it('adopts the shape of the video', async () => {
    const camera = await playingCamera();
    const video = part<HTMLVideoElement>(camera, 'video')!;
    await until(() => video.videoWidth > 0, 'the size of the video is known');
    await until(
      () => Math.abs(camera.clientWidth / camera.clientHeight - 64 / 48) < 0.02,
      'the element has the shape of the video',
    );
  });

  it('mutes itself when sound is not allowed, and offers to unmute', async () => {
    const camera = await mountCamera({ autoplay: '' }, (fresh) => {
      fresh.removeAttribute('muted');
      const { transportFake } = fresh;
      const attach = transportFake.attach.bind(transportFake);
      transportFake.attach = (options) => {
        const { video } = options;
        const play = video.play.bind(video);
        video.play = () =>
          video.muted ? play() : Promise.reject(new DOMException('no gesture', 'NotAllowedError'));
        return attach(options);
      };
    });
    const blocked = record(camera, 'autoplayblocked');
    await untilState(camera, 'playing');
    await until(() => camera.muted, 'the element says that it is muted');
    await until(() => part(camera, '.unmute') !== null, 'the button to unmute is shown');
    assert.deepEqual(blocked, [{ blocked: 'sound' }]);
    camera.transportFake.fail({ code: 'stream_stalled', message: 'HTTP 503' });
    camera.clock.advance(600);
    await untilState(camera, 'playing');
    assert.isNotNull(part(camera, '.unmute'), 'the button outlives a new attachment');
    part(camera, '.unmute')!.click();
    await until(() => part(camera, '.unmute') === null, 'the button to unmute is gone');
    assert.equal(camera.muted, false);
  });

  it('offers to play when the browser allows nothing', async () => {
    const camera = await mountCamera({ autoplay: '' }, ({ transportFake }) => {
      const attach = transportFake.attach.bind(transportFake);
      transportFake.attach = (options) => {
        options.video.play = () => Promise.reject(new DOMException('low power', 'NotAllowedError'));
        return attach(options);
      };
    });
    const blocked = record(camera, 'autoplayblocked');
    await untilState(camera, 'paused');
    assert.deepEqual(blocked, [{ blocked: 'playback' }]);
    assert.equal(camera.gatewayFake.openSessions.size, 1);
    Reflect.deleteProperty(part<HTMLVideoElement>(camera, 'video')!, 'play');
    await until(() => part(camera, '.big-play') !== null, 'the play button is shown');
    assert.equal(part(camera, '.big-play')!.getAttribute('aria-label'), 'Tap to play');
    assert.equal(part(camera, '[role="status"]')!.textContent, 'Tap to play');
    part(camera, '.big-play')!.click();
    await untilState(camera, 'playing');
  });
});
