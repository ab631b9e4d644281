import { assert } from 'chai';
import { coverOf, maxFactor, panBy, wholePicture, zoomAt } from './zoom.js';

const full = { width: 1, height: 1 };

describe('zoom', () => {
  it('keeps what lies under the pointer there', () => {
    const place = { x: 0.2, y: -0.1 };
    const once = zoomAt(wholePicture, 2, place, full);
    const twice = zoomAt(once, 1.5, place, full);
    for (const { factor, x, y } of [once, twice]) {
      assert.approximately((place.x - x) / factor, 0.2, 1e-9);
      assert.approximately((place.y - y) / factor, -0.1, 1e-9);
    }
  });

  it('enlarges no further than eightfold, and takes nearly whole for whole', () => {
    assert.equal(zoomAt(wholePicture, 100, { x: 0, y: 0 }, full).factor, maxFactor);
    assert.deepEqual(
      zoomAt(zoomAt(wholePicture, 2, { x: 0.4, y: 0.4 }, full), 0.51, full as never, full),
      wholePicture,
    );
  });

  it('never shows more than the edge of the picture', () => {
    const zoomed = zoomAt(wholePicture, 2, { x: 0, y: 0 }, full);
    assert.deepEqual(panBy(zoomed, 9, -9, full), { factor: 2, x: 0.5, y: -0.5 });
    assert.deepEqual(panBy(wholePicture, 1, 1, full), wholePicture);
  });

  it('keeps a picture in the middle in the direction in which it does not fill the player', () => {
    const cover = coverOf({ width: 400, height: 300 }, { width: 1600, height: 900 });
    assert.approximately(cover.width, 0.75, 1e-9);
    assert.equal(cover.height, 1);
    const slightly = zoomAt(wholePicture, 1.2, { x: 0.5, y: 0.5 }, cover);
    assert.equal(slightly.x, 0);
    assert.approximately(slightly.y, -0.1, 1e-9);
  });

  it('takes a picture of unknown shape for one that fills the player', () => {
    assert.deepEqual(coverOf({ width: 0, height: 0 }, { width: 16, height: 9 }), full);
  });
});
