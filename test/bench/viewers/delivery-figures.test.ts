import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { figureDelivery, joinArrivals } from './delivery-figures.js';

describe('figureDelivery', () => {
  it('counts from the camera, and from the first viewer of all processes', () => {
    const arrivals = joinArrivals([
      new Map([['a', [1010, 1030]]]),
      new Map([
        ['a', [1020]],
        ['b', [2005]],
      ]),
    ]);
    const sent = new Map([
      ['a', 1000],
      ['b', 2000],
    ]);
    assert.deepEqual(
      figureDelivery(arrivals, (tail) => sent.get(tail)),
      {
        sinceCameraP50Ms: 20,
        sinceCameraP95Ms: 30,
        sinceFirstP50Ms: 10,
        sinceFirstP95Ms: 20,
      },
    );
  });

  it('leaves out what the camera does not know to have sent', () => {
    const { sinceCameraP50Ms } = figureDelivery(new Map([['a', [1]]]), () => undefined);
    assert.ok(Number.isNaN(sinceCameraP50Ms));
  });
});
