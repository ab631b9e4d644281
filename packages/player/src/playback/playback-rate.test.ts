import { assert } from 'chai';
import { changeRate, unmutesWithRate } from './playback-rate.js';

const webKit = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/60.5 Safari/605.1.15';

describe('the rate of a video', () => {
  it('is changed in this browser', () => {
    const video = document.createElement('video');
    changeRate(video, 1.1);
    assert.equal(video.playbackRate, 1.1);
  });

  for (const [name, userAgent, expected] of [
    ['WebKitGTK', `Mozilla/5.0 (X11; Linux x86_64) ${webKit}`, true],
    ['Epiphany', `Mozilla/5.0 (X11; Linux x86_64) ${webKit} Epiphany/605.1.15`, true],
    ['WPE on a Raspberry Pi', `Mozilla/5.0 (Linux; aarch64) ${webKit}`, true],
    ['Safari', `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webKit}`, false],
    ['an iPhone', `Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${webKit}`, false],
    [
      'Chrome on Android',
      'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
      false,
    ],
    ['Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', false],
  ] as const) {
    it(`${expected ? 'is left alone in' : 'may be changed in'} ${name}`, () => {
      assert.equal(unmutesWithRate(userAgent), expected);
    });
  }
});
