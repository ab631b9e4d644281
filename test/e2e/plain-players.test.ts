import { describe, it } from 'node:test';
import { letPlainPlayersPlay } from '../support/plain-playing.js';

describe('players that are not ours', () => {
  it('play on over a restart of the camera: ffmpeg, and hls.js as it comes', () =>
    letPlainPlayersPlay({ seconds: 40, programs: ['ffmpeg'], hlsJsBuilds: ['hls.js', 'hls.light.js'] }));
});
