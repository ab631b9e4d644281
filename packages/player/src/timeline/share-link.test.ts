import { assert } from 'chai';
import { downloadLink, shareLink } from './share-link.js';

const date = new Date('2026-11-20T12:03:20.480Z');

describe('links to a moment', () => {
  it('are the page’s own address with camera, recording and time in the fragment', () => {
    const link = shareLink('https://site.example/garden?view=big#old', {
      camera: 'door',
      recording: 'r1',
      date,
    });
    assert.equal(
      link,
      'https://site.example/garden?view=big#camera=door&recording=r1&t=2026-11-20T12:03:20Z',
    );
  });

  it('carry nothing that a page keeps for itself', () => {
    const url = 'https://user:word@site.example/?token=a&access_token=b&page=2#token=c';
    const link = shareLink(url, { camera: 'door', recording: null, date });
    assert.equal(link, 'https://site.example/?page=2#camera=door&t=2026-11-20T12:03:20Z');
  });

  it('name the times of a clip in their order, and a second at least', () => {
    const clip = new URL(downloadLink('https://gw.example/r/recording.mp4', { fromMs: 5000, toMs: 2000 }));
    assert.equal(clip.searchParams.get('from'), '1970-01-01T00:00:02.000Z');
    assert.equal(clip.searchParams.get('to'), '1970-01-01T00:00:05.000Z');
    const still = new URL(downloadLink('https://gw.example/r/recording.mp4', { fromMs: 5000, toMs: 5000 }));
    assert.equal(still.searchParams.get('to'), '1970-01-01T00:00:06.000Z');
  });
});
