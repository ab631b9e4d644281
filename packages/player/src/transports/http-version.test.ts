import { assert } from 'chai';
import { speaksHttp1 } from './http-version.js';

const exchange = (name: string, nextHopProtocol: string) => ({ name, nextHopProtocol });

describe('speaksHttp1', () => {
  for (const [what, url, exchanges, expected] of [
    ['a host asked without TLS', 'http://a/live.mp4', [], true],
    ['an unknown host', 'https://a/live.mp4', [], false],
    ['one that has hidden its version', 'https://a/live.mp4', [exchange('https://a/x', '')], false],
    ['one that has shown it', 'https://a/live.mp4', [exchange('https://a/x', 'http/1.1')], true],
    ['a newer one', 'https://a/live.mp4', [exchange('https://a/x', 'h2')], false],
    ['another port', 'https://a/live.mp4', [exchange('https://a:81/x', 'http/1.1')], false],
    ['another name', 'https://a/live.mp4', [exchange('https://a.b/x', 'http/1.1')], false],
    [
      'one that has changed since',
      'https://a/live.mp4',
      [
        exchange('https://a/x', 'http/1.1'),
        exchange('https://a/y', 'h3'),
        exchange('https://b/z', 'http/1.1'),
      ],
      false,
    ],
    [
      'one whose newest answer came from the cache',
      'https://a/live.mp4',
      [exchange('https://a/x', 'http/1.1'), exchange('https://a/x', '')],
      true,
    ],
  ] as const) {
    it(`is ${expected} of ${what}`, () => {
      assert.equal(speaksHttp1(url, exchanges), expected);
    });
  }

  it('knows what the page itself came with', () => {
    assert.equal(speaksHttp1(location.href), true);
  });
});
