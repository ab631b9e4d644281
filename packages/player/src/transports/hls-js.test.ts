import { assert } from 'chai';
import { hlsLoader } from './hls.js';
import type { TransportFailure } from './transport.js';

function attachTo(url: string): {
  failure: Promise<TransportFailure>;
  end: () => void;
  video: HTMLVideoElement;
} {
  const video = document.createElement('video');
  const ending = new AbortController();
  const failure = new Promise<TransportFailure>((resolve, reject) => {
    hlsLoader
      .attach({
        video,
        source: { transport: 'hls', url },
        startAtMs: null,
        targetLatencySeconds: null,
        signal: ending.signal,
        listener: { onReady: () => {}, onTracks: () => {}, onAppended: () => {}, onFailed: resolve },
      })
      .catch(reject);
  });
  return { failure, end: () => ending.abort(), video };
}

/** A playlist of one segment that no decoder understands. */
function brokenPlaylist(): string {
  const media = URL.createObjectURL(new Blob([new Uint8Array(2000).fill(0x47)]));
  const lines = ['#EXTM3U', '#EXT-X-TARGETDURATION:1', `#EXT-X-MAP:URI="${media}"`, '#EXTINF:1,', media];
  return URL.createObjectURL(new Blob([lines.join('\n')]));
}

describe('hls.js as a transport', () => {
  it('can play in this browser, which decodes H.264', () => {
    assert.equal(hlsLoader.canPlay({ transport: 'hls', url: '/x.m3u8' }), true);
  });

  it('says that the session is gone when the playlist is', async () => {
    const { failure, end } = attachTo(new URL('/live/dead-grant/index.m3u8', location.href).href);
    assert.equal((await failure).code, 'session_gone');
    end();
  });

  it('says that the gateway cannot be reached when nobody listens there', async () => {
    const { failure, end } = attachTo('http://127.0.0.1:9/index.m3u8');
    assert.equal((await failure).code, 'gateway_unreachable');
    end();
  });

  it('gives up at once where media cannot be decoded, so that it is attached anew', async () => {
    const { failure, end } = attachTo(brokenPlaylist());
    assert.equal((await failure).code, 'media_failed');
    end();
  });

  it('lets the video go at once when its attachment ends', async () => {
    const { failure, end, video } = attachTo(new URL('/live/dead-grant/index.m3u8', location.href).href);
    await failure;
    end();
    assert.equal(video.getAttribute('src'), null);
  });
});
