import { assert } from 'chai';
import { SharedSessions } from '../session/shared-sessions.js';
import { mountCamera, removeCameras, until } from '../testing/camera-fixture.js';
import { FakeClock } from '../testing/fake-clock.js';
import { FakeGateway, fakeClient } from '../testing/fake-gateway.js';
import { FakeTransport } from '../testing/fake-transport.js';
import { LazyPlayback, loadLimitMs } from './lazy-playback.js';

function isLoaded(): boolean {
  return performance.getEntriesByType('resource').some(({ name }) => name.includes('/playback/playback.'));
}

type PlaybackModule = typeof import('./playback.js');

/** A playback whose code comes when the test says so. */
function createLazy() {
  const clock = new FakeClock();
  const gateway = new FakeGateway(clock);
  const transport = new FakeTransport();
  const told: string[] = [];
  const imports: { resolve: (module: PlaybackModule) => void; reject: (error: Error) => void }[] = [];
  const lazy = new LazyPlayback(
    {
      video: Object.assign(document.createElement('video'), { muted: true }),
      environment: {
        sessions: new SharedSessions(fakeClient(gateway, clock)),
        clock,
        random: () => 0.5,
        isOnline: () => true,
        loaders: [transport],
      },
      request: () => ({ gatewayUrl: 'https://gateway.example', cameraId: 'door', token: '' }),
      preferences: () => ({
        transport: 'auto',
        targetLatencySeconds: null,
        pauseReleaseMs: 60_000,
        startAt: null,
      }),
      notify: (type, detail) => {
        if ('state' in detail) told.push(detail.state);
        if ('phase' in detail) told.push(detail.phase);
        if (type === 'error' && 'code' in detail) told.push(detail.code);
        return true;
      },
      onChange: () => {},
      onDetach: () => {},
    },
    () => new Promise((resolve, reject) => imports.push({ resolve, reject })),
  );
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  return {
    lazy,
    clock,
    gateway,
    transport,
    told,
    async arrive() {
      const module = await import('./playback.js');
      for (const { resolve } of imports.splice(0)) resolve(module);
      await settled();
    },
    async fail() {
      for (const { reject } of imports.splice(0)) reject(new TypeError('Failed to fetch'));
      await settled();
    },
  };
}

describe('what plays, as a chunk of its own', () => {
  afterEach(removeCameras);

  it('is not loaded before somebody wants to watch', async () => {
    await mountCamera();
    assert.equal(isLoaded(), false);
  });

  it('is loaded beside the request for a session, of which there is one', async () => {
    const { lazy, gateway, transport, told, clock, arrive } = createLazy();
    lazy.dispatch({ type: 'start' });
    assert.deepEqual(told, ['starting']);
    await until(() => gateway.startCount === 1, 'the session is asked for');
    clock.advance(3000);
    await arrive();
    assert.equal(lazy.current?.facts.elapsedSeconds, 3);
    await until(() => transport.openCount === 1, 'the session is played');
    assert.equal(gateway.startCount, 1);
    assert.deepEqual(told.slice(0, 6), [
      'starting',
      'waking',
      'receiving',
      'buffering',
      'connecting',
      'buffering',
    ]);
    lazy.dispatch({ type: 'stop', reason: 'stopped' });
    assert.deepEqual([gateway.openSessions.size, clock.pendingCount], [0, 0]);
  });

  it('joins a session that was open before it came', async () => {
    const { lazy, gateway, transport, arrive } = createLazy();
    lazy.dispatch({ type: 'start' });
    await until(() => gateway.openSessions.size === 1, 'the session is open');
    await arrive();
    await until(() => transport.openCount === 1, 'the session is played');
    assert.equal(gateway.startCount, 1);
    lazy.dispatch({ type: 'stop', reason: 'stopped' });
  });

  it('hears what the gateway has said before it came, and asks nothing again', async () => {
    const { lazy, gateway, told, arrive } = createLazy();
    gateway.startAnswer = { kind: 'problem', code: 'camera_timeout', afterPhases: ['waking', 'receiving'] };
    lazy.dispatch({ type: 'start' });
    await until(() => gateway.startCount === 1, 'the session is asked for');
    await new Promise((resolve) => setTimeout(resolve));
    await arrive();
    await until(() => lazy.state.name === 'failed', 'the start has failed');
    assert.deepEqual(told, ['starting', 'waking', 'receiving', 'camera_timeout', 'failed']);
    assert.equal(gateway.startCount, 1);
  });

  it('is idle at once when it is stopped meanwhile, and gives the claim back', async () => {
    const { lazy, gateway, clock, told, arrive } = createLazy();
    gateway.startAnswer = { kind: 'silence' };
    lazy.dispatch({ type: 'start' });
    await until(() => gateway.startCount === 1, 'the session is asked for');
    lazy.dispatch({ type: 'stop', reason: 'stopped' });
    assert.equal(lazy.state.name, 'idle');
    await until(() => gateway.abandonedCount === 1, 'the request is given up');
    await arrive();
    assert.deepEqual(told, ['starting', 'idle']);
    assert.equal(clock.pendingCount, 0);
  });

  it('holds no session for a page that is hidden meanwhile, and goes on when it is seen', async () => {
    const { lazy, gateway, transport, arrive } = createLazy();
    gateway.startAnswer = { kind: 'silence' };
    lazy.dispatch({ type: 'start' });
    await until(() => gateway.startCount === 1, 'the session is asked for');
    lazy.dispatch({ type: 'suspend', reason: 'pagehide' });
    await until(() => gateway.abandonedCount === 1, 'the request is given up');
    await arrive();
    assert.deepEqual([lazy.state.name, gateway.startCount], ['paused', 1]);
    gateway.startAnswer = { kind: 'session' };
    lazy.dispatch({ type: 'resume' });
    await until(() => transport.openCount === 1, 'it plays');
    lazy.dispatch({ type: 'stop', reason: 'stopped' });
  });

  it('says that the player is incomplete when it cannot be loaded, and tries again at the next start', async () => {
    const { lazy, gateway, clock, transport, told, fail, arrive } = createLazy();
    lazy.dispatch({ type: 'start' });
    await fail();
    assert.deepEqual(told, ['starting', 'player_incomplete', 'failed']);
    assert.equal(lazy.state.error?.code, 'player_incomplete');
    await until(
      () => gateway.openSessions.size + clock.pendingCount === 0,
      'no session and no timer is left',
    );
    lazy.dispatch({ type: 'play' });
    await arrive();
    await until(() => transport.openCount === 1, 'it plays');
    lazy.dispatch({ type: 'stop', reason: 'stopped' });
  });

  it('is tried again when the network is back', async () => {
    const { lazy, transport, fail, arrive } = createLazy();
    lazy.networkBack();
    assert.equal(lazy.state.name, 'idle');
    lazy.dispatch({ type: 'start' });
    await fail();
    lazy.networkBack();
    assert.equal(lazy.state.name, 'starting');
    await arrive();
    await until(() => transport.openCount === 1, 'it plays');
    lazy.dispatch({ type: 'stop', reason: 'stopped' });
  });

  /** The start has waited in vain, as on a slow network. */
  function createLate() {
    const made = createLazy();
    made.lazy.dispatch({ type: 'start' });
    made.clock.advance(loadLimitMs);
    assert.equal(made.lazy.state.error?.code, 'player_incomplete');
    return made;
  }

  it('says after a while that something is wrong, and plays when it has come after all', async () => {
    const { lazy, clock, gateway, transport, told, arrive } = createLate();
    await until(() => gateway.openSessions.size === 0, 'no session is held meanwhile');
    await arrive();
    await until(() => transport.openCount === 1, 'it plays');
    assert.deepEqual(told.slice(0, 5), ['starting', 'player_incomplete', 'failed', 'starting', 'waking']);
    assert.equal(gateway.openSessions.size, 1);
    lazy.dispatch({ type: 'stop', reason: 'stopped' });
    assert.deepEqual([gateway.openSessions.size, clock.pendingCount], [0, 0]);
  });

  it('begins nothing that nobody wants any more when it comes late', async () => {
    const { lazy, clock, gateway, arrive } = createLate();
    lazy.dispatch({ type: 'stop', reason: 'removed' });
    const { startCount } = gateway;
    await arrive();
    assert.deepEqual([lazy.state.name, gateway.startCount, clock.pendingCount], ['idle', startCount, 0]);
  });

  it('waits until the page is seen when it comes late to one that is hidden', async () => {
    const { lazy, gateway, transport, arrive } = createLate();
    const { startCount } = gateway;
    Object.defineProperty(document, 'hidden', { configurable: true, value: true });
    await arrive();
    Reflect.deleteProperty(document, 'hidden');
    assert.deepEqual([lazy.state.name, gateway.startCount], ['paused', startCount]);
    lazy.dispatch({ type: 'resume' });
    await until(() => transport.openCount === 1, 'it plays');
    lazy.dispatch({ type: 'stop', reason: 'stopped' });
  });

  it('has statistics without a start, too', async () => {
    const camera = await mountCamera();
    assert.isNull(camera.stats);
    assert.equal((await camera.getStats()).shownFrameCount, 0);
    assert.equal(camera.state, 'idle');
    assert.equal(camera.gatewayFake.requests.length, 0);
  });
});
