import type { Source } from '@rpi-live-camera/protocol';
import { assert } from 'chai';
import { PlayerError } from '../errors/player-error.js';
import { playableSources } from './choose-source.js';
import type { TransportLoader } from './transport.js';

const sources: Source[] = [
  { transport: 'webrtc', url: 'https://g.example/whep' },
  { transport: 'hls', url: 'https://g.example/index.m3u8' },
  { transport: 'mjpeg', url: 'https://g.example/video.mjpeg' },
];

function loader(transport: Source['transport'], isPlayable = true): TransportLoader {
  return {
    transport,
    canPlay: () => isPlayable,
    attach: () => Promise.reject(new Error('not attached in this test')),
  };
}

function codeOf(run: () => unknown): string {
  try {
    run();
    return 'none';
  } catch (error) {
    return error instanceof PlayerError ? error.code : String(error);
  }
}

describe('playableSources', () => {
  const loaders = [loader('hls'), loader('mjpeg')];
  for (const [wanted, transport] of [
    ['auto', 'hls'],
    ['', 'hls'],
    ['mjpeg hls', 'mjpeg'],
    ['fmp4 pigeon HLS', 'hls'],
    [' mjpeg ', 'mjpeg'],
  ] as const) {
    it(`takes ${transport} for "${wanted}"`, () => {
      assert.equal(playableSources(wanted, sources, loaders)[0].source.transport, transport);
    });
  }

  it('gives all that can be played, the best first', () => {
    assert.deepEqual(
      playableSources('mjpeg hls', sources, loaders).map(({ source }) => source.transport),
      ['mjpeg', 'hls'],
    );
  });

  it('passes over what the browser cannot play', () => {
    assert.equal(
      playableSources('auto', sources, [loader('hls', false), loader('mjpeg')])[0].source.transport,
      'mjpeg',
    );
  });

  it('tells apart "nothing shared" and "nothing playable"', () => {
    assert.equal(
      codeOf(() => playableSources('fmp4', sources, loaders)),
      'no_transport',
    );
    assert.equal(
      codeOf(() => playableSources('auto', [], loaders)),
      'no_transport',
    );
    assert.equal(
      codeOf(() => playableSources('auto', sources, [loader('hls', false)])),
      'not_supported',
    );
  });
});
