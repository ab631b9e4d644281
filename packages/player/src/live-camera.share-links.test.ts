import { assert } from 'chai';
import { mountCamera, removeCameras } from './testing/camera-fixture.js';

const toMoment = '#camera=door&recording=recording-7&t=2026-11-20T11:03:20Z';

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
    const own = await mountCamera({ 'share-links': '', recording: 'recording-1' });
    assert.equal(own.getAttribute('recording'), 'recording-1');
  });
});
