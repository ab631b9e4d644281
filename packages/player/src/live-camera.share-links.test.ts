import { assert } from 'chai';
import {
  mountCamera,
  playingCamera,
  removeCameras,
  type TestCamera,
  until,
} from './testing/camera-fixture.js';

const hourMs = Date.UTC(2026, 10, 20, 11);
const toMoment = '#camera=door&recording=recording-7&t=2026-11-20T11:03:20Z';

const withSpans = ({ transportFake }: TestCamera) => {
  transportFake.spans = [{ startSeconds: 0, durationSeconds: 3600, startAtMs: hourMs }];
};

/** The moment at which it is attached next: epoch; 0: the beginning of a recording; `null`: live. */
async function nextStartAtMs({ transportFake }: TestCamera, change: () => void): Promise<number | null> {
  const { attachments } = transportFake;
  const { length } = attachments;
  change();
  await until(() => attachments.length > length, 'something else is watched');
  return attachments.at(-1)!.startAtMs;
}

describe('<rpi-live-camera share-links>', () => {
  beforeEach(() => history.replaceState(null, '', toMoment));
  afterEach(() => {
    removeCameras();
    history.replaceState(null, '', '#');
  });

  it('opens the moment of a link, where the page asks for that', async () => {
    const camera = await mountCamera({ 'share-links': '' });
    assert.equal(camera.recording, 'recording-7');
    assert.equal(camera.startAt, '2026-11-20T11:03:20Z');
    const other = await mountCamera({ 'share-links': '', camera: 'garden' });
    assert.isNull(other.recording);
    assert.isNull((await mountCamera()).recording);
  });

  it('names the recording of a link by the attribute, as a list of recordings does', async () => {
    const camera = await mountCamera({ 'share-links': '' });
    assert.equal(camera.getAttribute('recording'), 'recording-7');
  });

  it('opens the recording of a link also where the page would show another one', async () => {
    const camera = await playingCamera({ 'share-links': '', recording: 'latest' }, withSpans);
    assert.equal(camera.recording, 'recording-7');
    assert.equal(camera.transportFake.attachments[0]!.startAtMs, hourMs + 200_000);
  });

  it('leaves the moment of the page to it where a link has none', async () => {
    history.replaceState(null, '', '#camera=door');
    const camera = await mountCamera({ 'share-links': '', 'start-at': '2026-11-20T11:10:00Z' });
    assert.equal(camera.startAt, '2026-11-20T11:10:00Z');
  });

  it('takes the moment of a link for its own recording only', async () => {
    const camera = await playingCamera({ 'share-links': '' }, withSpans);
    assert.equal(camera.transportFake.attachments[0]!.startAtMs, hourMs + 200_000);
    const another = await nextStartAtMs(camera, () => camera.setAttribute('recording', 'recording-1'));
    assert.equal(another, 0);
    const named = await nextStartAtMs(camera, () => {
      camera.recording = 'recording-2';
      camera.startAt = '2026-11-20T11:10:00Z';
    });
    assert.equal(named, hourMs + 600_000);
  });

  it('is live without the recording, also where the past of the stream can be watched', async () => {
    const camera = await playingCamera({ 'share-links': '' }, (made) => {
      withSpans(made);
      made.gatewayFake.timeShiftMs = 3_600_000;
    });
    assert.isNull(await nextStartAtMs(camera, () => camera.removeAttribute('recording')));
  });

  it('opens a link once, however often the element is moved', async () => {
    const camera = await mountCamera({ 'share-links': '' });
    camera.removeAttribute('recording');
    await camera.updateComplete;
    document.body.append(camera);
    await camera.updateComplete;
    assert.isNull(camera.recording);
    assert.isNull(camera.startAt);
  });

  it('keeps a moment that was there before its camera was named', async () => {
    const camera = await mountCamera({ camera: '', 'start-at': '2026-11-20T11:10:00Z' });
    camera.camera = 'door';
    await camera.updateComplete;
    assert.equal(camera.startAt, '2026-11-20T11:10:00Z');
  });
});
