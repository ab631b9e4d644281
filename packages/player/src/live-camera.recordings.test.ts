import { assert } from 'chai';
import {
  mountCamera,
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

const hourMs = Date.UTC(2026, 10, 20, 11);
/** Twenty minutes, five without anything, and the rest of the hour. */
const spans = [
  { startSeconds: 0, durationSeconds: 1200, startAtMs: hourMs },
  { startSeconds: 1200, durationSeconds: 2100, startAtMs: hourMs + 1_500_000 },
];

const withSpans = ({ transportFake }: TestCamera) => {
  transportFake.spans = spans;
};

/** A recording that plays, with the line of time. */
async function recorded(attributes: Record<string, string> = {}): Promise<TestCamera> {
  const camera = await playingCamera({ recording: 'recording-1', controls: '', ...attributes }, withSpans);
  await until(() => part(camera, '[role="slider"]') !== null, 'the line of time is loaded');
  return camera;
}

/** The position that is sought, as a canvas cannot be sought in. */
function seekable(camera: TestCamera, atSeconds = 60): { seconds: number } {
  const position = { seconds: atSeconds };
  Object.defineProperty(part(camera, 'video')!, 'currentTime', {
    configurable: true,
    get: () => position.seconds,
    set: (seconds: number) => {
      position.seconds = seconds;
    },
  });
  return position;
}

const noteOf = (camera: TestCamera) => part(camera, '[part="timeline-note"]')!.textContent!;

let restore = () => {};

/** What the page has the browser save from now on, where its own requests are answered so. */
function savedFrom(answer: () => Promise<Response>): { saved: string[]; asked: string[] } {
  restore();
  const saved: string[] = [];
  const asked: string[] = [];
  const { fetch } = globalThis;
  const { click } = HTMLAnchorElement.prototype;
  globalThis.fetch = (url, init) => {
    asked.push(`${init?.method} ${url}`);
    return answer();
  };
  HTMLAnchorElement.prototype.click = function () {
    saved.push(this.href);
  };
  restore = () => {
    globalThis.fetch = fetch;
    HTMLAnchorElement.prototype.click = click;
  };
  return { saved, asked };
}

describe('<rpi-live-camera recording>', () => {
  afterEach(() => {
    restore();
    removeCameras();
  });

  it('asks for the URLs of the recording, with the token, and opens no session', async () => {
    const camera = await recorded({ token: 'secret' });
    const [request] = camera.gatewayFake.requests;
    assert.equal(request?.url, 'https://gateway.example/api/v1/cameras/door/recordings/recording-1/playback');
    assert.equal(request?.method, 'POST');
    assert.equal(request?.headers.get('Authorization'), 'Bearer secret');
    assert.equal(camera.gatewayFake.startCount, 0);
    assert.isNull(camera.session);
    assert.equal(camera.recorded?.id, 'recording-1');
    const [attachment] = camera.transportFake.attachments;
    assert.equal(
      attachment?.source.url,
      'https://gateway.example/recordings/grant-recording-1/door/index.m3u8',
    );
    assert.equal(attachment?.startAtMs, 0);
  });

  it('plays the newest one', async () => {
    const camera = await playingCamera({ recording: 'latest' }, withSpans);
    const urls = camera.gatewayFake.requests.map(({ url }) => url.replace(/.*cameras/, ''));
    assert.deepEqual(urls, ['/door/recordings?limit=1', '/door/recordings/recording-1/playback']);
  });

  it('goes by the way of recordings, whatever the page prefers for live', async () => {
    const camera = await playingCamera({ recording: 'recording-1', transport: 'webrtc' }, withSpans);
    assert.equal(camera.transport, 'hls');
  });

  it('tells nothing of a session, of waking or of live', async () => {
    const camera = await mountCamera({ recording: 'recording-1', controls: '' }, withSpans);
    const announcer = part(camera, '.announcer')!;
    const said: string[] = [];
    new MutationObserver(() => said.push(announcer.textContent!)).observe(announcer, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    const sessions = record(camera, 'sessionstart');
    assert.equal(part(camera, '.big-play')!.getAttribute('aria-label'), 'Play');
    await camera.start();
    await until(() => part(camera, '[part="recording-badge"]') !== null, 'the badge is there');
    assert.match(part(camera, '.badge')!.textContent!, /^Recording, /);
    assert.deepEqual([said.filter(Boolean), sessions], [[], []]);
    assert.isNull(part(camera, '.waking'));
    assert.isNull(camera.latency);
  });

  it('begins at the moment that the page names', async () => {
    const camera = await playingCamera(
      { recording: 'recording-1', 'start-at': '2026-11-20T11:10:00Z' },
      withSpans,
    );
    assert.equal(camera.transportFake.attachments[0]?.startAtMs, hourMs + 600_000);
  });

  it('is live again without the attribute, and lets go of the recording', async () => {
    const camera = await recorded();
    camera.removeAttribute('recording');
    await camera.updateComplete;
    await until(() => camera.gatewayFake.startCount === 1, 'a session is asked for');
    await untilState(camera, 'playing');
    assert.equal(camera.transportFake.openCount, 1);
    assert.isNull(camera.transportFake.attachments.at(-1)!.startAtMs);
    assert.isNull(camera.recorded);
    await until(() => part(camera, '.badge')?.textContent?.trim() === 'Live', 'the badge says live');
    assert.isNull(part(camera, '[role="slider"]'));
  });

  it('leaves no timer behind', async () => {
    const camera = await recorded();
    camera.stop();
    camera.clock.advance(5000);
    assert.equal(camera.clock.pendingCount, 0);
    assert.equal(camera.transportFake.openCount, 0);
  });

  for (const code of ['recording_not_found', 'forbidden', 'storage_failed'] as const)
    it(`says what is wrong and what to do: ${code}`, async () => {
      const camera = await mountCamera({ recording: 'recording-1', autoplay: '' }, ({ gatewayFake }) => {
        gatewayFake.recordingAnswer = { kind: 'problem', code };
      });
      await untilState(camera, 'failed');
      assert.equal(camera.error?.code, code);
      await until(() => (part(camera, '.advice')?.textContent ?? '') !== '', 'it says what to do');
    });

  it('keeps its URLs from idling, with the grant that it has', async () => {
    const camera = await recorded();
    camera.pause();
    camera.clock.advance(1_800_000);
    await until(() => camera.gatewayFake.requests.length === 2, 'it asks again');
    assert.equal(camera.gatewayFake.requests[1]?.body, '{"grant":"grant-recording-1"}');
    assert.equal(camera.state, 'paused');
    assert.equal(camera.transportFake.openCount, 1);
  });

  it('asks the page for a fresh token before the right ends', async () => {
    let count = 0;
    const camera = await playingCamera({ recording: 'recording-1' }, (made) => {
      withSpans(made);
      made.gatewayFake.rightsMs = 60_000;
      made.getToken = () => `token-${++count}`;
    });
    camera.pause();
    await until(() => camera.clock.pendingCount === 2, 'the renewal waits');
    camera.clock.advance(30_000);
    await until(() => camera.gatewayFake.requests.length === 2, 'it asks again');
    assert.equal(camera.gatewayFake.requests[1]?.headers.get('Authorization'), 'Bearer token-2');
    assert.equal(camera.transportFake.openCount, 1);
  });

  it('comes to its end as a video does', async () => {
    const camera = await recorded();
    part(camera, 'video')!.dispatchEvent(new Event('ended'));
    assert.equal(camera.state, 'paused');
    assert.isNull(camera.error);
    await camera.play();
    assert.equal(camera.state, 'playing');
  });

  it('tells which moments there are, and which one is on the screen', async () => {
    const camera = await recorded();
    seekable(camera, 1260);
    assert.equal(camera.currentDate?.toISOString(), '2026-11-20T11:26:00.000Z');
    assert.deepEqual(
      camera.seekableDates.map(({ start, end }) => [start.toISOString(), end.toISOString()]),
      [
        ['2026-11-20T11:00:00.000Z', '2026-11-20T11:20:00.000Z'],
        ['2026-11-20T11:25:00.000Z', '2026-11-20T12:00:00.000Z'],
      ],
    );
  });

  it('goes to a moment, and from one that is missing to the next', async () => {
    const camera = await recorded();
    const position = seekable(camera);
    camera.seekTo(new Date('2026-11-20T11:10:00Z'));
    assert.equal(position.seconds, 600);
    camera.seekTo(new Date('2026-11-20T11:22:00Z'));
    assert.equal(position.seconds, 1200);
    assert.equal(camera.transportFake.attachments.length, 1);
  });

  it('has a line of time that says the time, steps by keys, and shows what is missing', async () => {
    const camera = await recorded();
    const position = seekable(camera, 1205);
    camera.requestUpdate();
    await camera.updateComplete;
    const slider = part(camera, '[role="slider"]')!;
    assert.equal(slider.getAttribute('aria-valuemax'), '3600');
    assert.equal(slider.getAttribute('aria-valuenow'), '1505');
    const words = new Intl.DateTimeFormat('en', { timeStyle: 'medium' });
    assert.ok(slider.getAttribute('aria-valuetext')!.includes(words.format(hourMs + 1_505_000)));
    assert.equal(part(camera, '.time-display')!.textContent, '25:05 / 1:00:00');
    assert.equal(camera.shadowRoot!.querySelectorAll('.time-gap').length, 1);
    const seconds: number[] = [];
    for (const key of ['ArrowRight', 'ArrowLeft', 'PageDown', 'Home', 'End']) {
      assert.ok(pressOn(slider, key).defaultPrevented);
      seconds.push(position.seconds);
    }
    assert.deepEqual(seconds, [1210, 1205, 1145, 0, 3299]);
  });

  it('turns round where the page is written from right to left', async () => {
    const camera = await recorded();
    camera.dir = 'rtl';
    const position = seekable(camera);
    pressOn(part(camera, '[role="slider"]')!, 'ArrowRight');
    assert.equal(position.seconds, 55);
  });

  it('goes back by J and by arrows from anywhere in the player', async () => {
    const camera = await recorded();
    const position = seekable(camera);
    press(camera, 'j');
    assert.equal(position.seconds, 50);
    press(camera, 'ArrowRight');
    assert.equal(position.seconds, 55);
  });

  it('goes where a pointer lets go of it, and shows the time on the way', async () => {
    const camera = await recorded();
    const position = seekable(camera);
    const slider = part(camera, '[role="slider"]')!;
    slider.setPointerCapture = () => {};
    const { left, width, top } = slider.getBoundingClientRect();
    const point = (type: string, share: number) =>
      slider.dispatchEvent(
        new PointerEvent(type, { clientX: left + share * width, clientY: top, pointerId: 1, bubbles: true }),
      );
    point('pointerdown', 0.1);
    point('pointermove', 0.25);
    assert.equal(position.seconds, 60);
    assert.ok(part(camera, '.time-preview')!.hasAttribute('data-shown'));
    point('pointerup', 0.25);
    assert.approximately(position.seconds, 900, 2);
  });

  it('saves the recording, and a clip between two presses', async () => {
    const camera = await recorded();
    const position = seekable(camera, 10);
    const { saved, asked } = savedFrom(() => Promise.resolve(new Response(null)));
    part(camera, '[part~="download-button"]')!.click();
    await until(() => saved.length === 1, 'the recording is saved');
    part(camera, '[part~="clip-button"]')!.click();
    await camera.updateComplete;
    assert.match(noteOf(camera), /^Clip from /);
    position.seconds = 40;
    part(camera, '[part~="clip-button"]')!.click();
    await until(() => saved.length === 2, 'the clip is saved');
    const place = 'https://gateway.example/recordings/grant-recording-1/door/recording.mp4?download=';
    const clip = '&from=2026-11-20T11%3A00%3A10.000Z&to=2026-11-20T11%3A00%3A40.000Z';
    assert.deepEqual(saved, [place, `${place}${clip}`]);
    assert.deepEqual(
      asked,
      saved.map((url) => `HEAD ${url}`),
    );
  });

  it('stays in the page, and says so, where the gateway hands out no file or is gone', async () => {
    const camera = await recorded();
    const answers = [
      () => Promise.resolve(new Response(null, { status: 429 })),
      () => Promise.reject(new TypeError('Failed to fetch')),
    ];
    for (const answer of answers) {
      const { saved, asked } = savedFrom(answer);
      part(camera, '[part~="download-button"]')!.click();
      await until(() => noteOf(camera) === 'The recording could not be saved', 'it is said');
      assert.deepEqual([saved.length, asked.length], [0, 1]);
      camera.clock.advance(5000);
      assert.equal(noteOf(camera), '');
    }
  });

  it('offers no downloads where the page wants none, and no links unless it wants them', async () => {
    const camera = await recorded({ controlslist: 'nodownload' });
    for (const name of ['download', 'clip', 'link']) assert.isNull(part(camera, `[part~="${name}-button"]`));
  });

  it('copies a link without secrets, unless the page has another use for it', async () => {
    const camera = await recorded({ 'share-links': '', token: 'secret' });
    seekable(camera, 200);
    const links: string[] = [];
    camera.addEventListener('linkshare', (event) => {
      event.preventDefault();
      links.push(event.detail.url);
    });
    part(camera, '[part~="link-button"]')!.click();
    assert.ok(links[0]!.endsWith('#camera=door&recording=recording-1&t=2026-11-20T11:03:20Z'));
    assert.notMatch(links[0]!, /grant|secret/);
  });
});
