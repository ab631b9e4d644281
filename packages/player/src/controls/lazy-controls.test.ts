import { assert } from 'chai';
import { noFacts } from '../playback/playback-facts.js';
import { initialState, type PlayerStateName } from '../state/player-state.js';
import { mountCamera, part, playingCamera, removeCameras, until } from '../testing/camera-fixture.js';
import { english } from '../texts/english.js';
import { createQuantities } from '../texts/quantities.js';
import { LazyControls } from './lazy-controls.js';

function isLoaded(): boolean {
  return performance.getEntriesByType('resource').some(({ name }) => name.includes('/controls/controls.'));
}

describe('controls as a chunk of their own', () => {
  afterEach(removeCameras);

  it('are not loaded without the attribute, nor before the start', async () => {
    await playingCamera();
    await mountCamera({ controls: '' });
    assert.equal(isLoaded(), false);
  });

  it('are loaded beside the request for a session, which they do not wait for', async () => {
    const camera = await mountCamera({ controls: '', autoplay: '' }, ({ gatewayFake }) => {
      gatewayFake.startAnswer = { kind: 'silence' };
    });
    await until(isLoaded, 'the chunk is loaded');
    assert.equal(camera.state, 'starting');
    assert.equal(camera.gatewayFake.startCount, 1);
    assert.isNull(part(camera, '.bar'));
  });

  it('are asked for again in the next state when they could not be loaded, not at each drawing', async () => {
    let importCount = 0;
    const lazy = new LazyControls(
      () => assert.ok(false, 'nothing was loaded') as never,
      () => {
        importCount += 1;
        return Promise.reject(new Error('offline'));
      },
    );
    for (const state of ['starting', 'starting', 'connecting', 'connecting'] satisfies PlayerStateName[]) {
      lazy.load(state);
      await Promise.resolve();
    }
    assert.equal(importCount, 2);
    const view = {
      texts: english,
      quantities: createQuantities('en'),
      state: initialState,
      label: '',
      posterUrl: null,
      hasLastPicture: false,
      isRecording: false,
      ...noFacts,
    };
    assert.match(lazy.render(view).bar.strings.join(''), /slot name="controls"/);
    assert.equal(lazy.press(new MouseEvent('click')), false);
  });
});
