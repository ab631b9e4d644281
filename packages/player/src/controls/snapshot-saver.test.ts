import { assert } from 'chai';
import { part, playingCamera, press, record, removeCameras, until } from '../testing/camera-fixture.js';
import { snapshotFileName } from './snapshot-file.js';

/** What the browser is asked to download while `run` lasts. */
async function downloads(run: () => Promise<void>): Promise<string[]> {
  const names: string[] = [];
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    names.push(this.download);
  };
  try {
    await run();
  } finally {
    HTMLAnchorElement.prototype.click = click;
  }
  return names;
}

describe('a snapshot', () => {
  afterEach(removeCameras);

  it('is a file named after camera and time', () => {
    const takenAt = new Date(2026, 2, 4, 5, 6, 7);
    assert.equal(snapshotFileName('front-door', takenAt), 'front-door 2026-03-04 05.06.07.jpg');
    assert.equal(snapshotFileName('a/b:c', takenAt), 'a-b-c 2026-03-04 05.06.07.jpg');
    assert.equal(snapshotFileName('', takenAt), 'camera 2026-03-04 05.06.07.jpg');
  });

  it('is saved by the button, told to the page, and confirmed aloud', async () => {
    const camera = await playingCamera({ controls: '' });
    const taken = record(camera, 'snapshot');
    const names = await downloads(async () => {
      part(camera, '[part~="snapshot-button"]')!.click();
      await until(() => part(camera, '.toast')!.textContent !== '', 'the note is shown');
    });
    assert.equal(part(camera, 'video')!.getAnimations().length, 1);
    assert.equal(taken.length, 1);
    assert.equal(taken[0]?.blob.type, 'image/jpeg');
    assert.deepEqual(names, [taken[0]?.fileName]);
    const note = part(camera, '.toast')!;
    assert.equal(note.getAttribute('role'), 'status');
    assert.equal(note.textContent, 'Picture saved');
    camera.clock.advance(2500);
    await camera.updateComplete;
    assert.equal(note.textContent, '');
  });

  it('is not saved when the page takes it', async () => {
    const camera = await playingCamera({ controls: '' });
    const names = await downloads(
      () =>
        new Promise((resolve) => {
          camera.addEventListener('snapshot', (event) => {
            event.preventDefault();
            setTimeout(resolve);
          });
          press(camera, 's');
        }),
    );
    assert.deepEqual(names, []);
    assert.equal(part(camera, '.toast')!.textContent, '');
  });

  it('of a paused picture is named after the time of the picture, also when the camera has been let go', async () => {
    const camera = await playingCamera({ controls: '', 'hidden-delay': '20' });
    camera.clock.advance(1000);
    await camera.updateComplete;
    const seenAt = new Date(camera.clock.nowMs());
    camera.pause();
    camera.clock.advance(60_000);
    assert.equal(camera.gatewayFake.openSessions.size, 0);
    await camera.updateComplete;
    const taken = record(camera, 'snapshot');
    await downloads(async () => {
      press(camera, 's');
      await until(() => taken.length === 1, 'the picture is taken');
    });
    assert.equal(taken[0]?.fileName, snapshotFileName('door', seenAt));
    assert.isAbove(taken[0]?.blob.size ?? 0, 100);
  });

  it('says so when there is no picture to take', async () => {
    const camera = await playingCamera({ controls: '' });
    camera.snapshot = () => Promise.reject(new Error('none'));
    press(camera, 's');
    await until(() => part(camera, '.toast')!.textContent !== '', 'the note is shown');
    assert.equal(part(camera, '.toast')!.textContent, 'The picture could not be saved');
  });
});
