import { describe, it } from 'node:test';
import { foreignPlayerNames } from '../support/foreign-players.js';
import { letPlainPlayersPlay } from '../support/plain-playing.js';

describe('players that are not ours', () => {
  it('play for five minutes, over a restart of the camera, without a complaint', () =>
    letPlainPlayersPlay({
      seconds: 300,
      programs: foreignPlayerNames,
      hlsJsBuilds: ['hls.js', 'hls.light.js'],
    }));
});
