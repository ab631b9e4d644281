import type { Source } from '@rpi-live-camera/protocol';
import { assert } from 'chai';
import { maxPlayersByResponse, spareResponses } from './spare-responses.js';

const sources = (['hls', 'fmp4', 'webrtc', 'mjpeg'] as const).map(
  (transport): Source => ({ transport, url: `http://gateway.example/${transport}` }),
);
const order = (players: number, isHttp1 = true) =>
  spareResponses(sources, players, () => isHttp1)
    .map(({ transport }) => transport)
    .join(' ');

describe('spareResponses', () => {
  it('leaves the order to the gateway for a few players', () => {
    assert.equal(order(maxPlayersByResponse), 'hls fmp4 webrtc mjpeg');
  });

  it('puts what needs no response first for many', () => {
    assert.equal(order(maxPlayersByResponse + 1), 'fmp4 webrtc hls mjpeg');
  });

  it('leaves the order to the gateway where responses share a connection', () => {
    assert.equal(order(9, false), 'hls fmp4 webrtc mjpeg');
  });
});
