import { assert } from 'chai';
import type { PlayerError } from '../errors/player-error.js';
import { until } from '../testing/camera-fixture.js';
import { FakeClock } from '../testing/fake-clock.js';
import { FakeGateway, fakeClient } from '../testing/fake-gateway.js';
import type { SessionClaim, SessionHolder } from './shared-session.js';
import { SharedSessions } from './shared-sessions.js';
import type { TokenSource } from './token-source.js';

const rightsMs = 60_000;

/** A player with a session whose right ends, after a minute unless said otherwise. */
async function watch(token: TokenSource, lifeMs = rightsMs) {
  const clock = new FakeClock();
  const gateway = new FakeGateway(clock);
  gateway.rightsMs = lifeMs;
  const failures: PlayerError[] = [];
  let isOpen = false;
  const holder: SessionHolder = {
    onProgress: () => {},
    onViewerAsked: () => {},
    onOpened: () => {
      isOpen = true;
    },
    onRenewed: () => failures.push({ code: 'renewed' } as never),
    onOpenFailed: (error) => failures.push(error),
    onGone: (error) => failures.push(error),
  };
  const claim = new SharedSessions(fakeClient(gateway, clock)).join(
    { gatewayUrl: 'https://gateway.example', cameraId: 'door', token },
    holder,
  );
  await until(() => isOpen, 'the session');
  // Of the keep-alive and, where there is one, of the renewal, whose code is on its way.
  const timerCount = typeof token === 'function' ? 2 : 1;
  await until(() => clock.pendingCount === timerCount, 'the timers');
  const sent = () =>
    gateway.requests
      .filter(({ url }) => url.endsWith('/keepalive'))
      .flatMap(({ headers }) => headers.get('Authorization') ?? []);
  return { clock, gateway, failures, claim, sent };
}

/** Time goes by in steps, with the answers to what is asked in between. */
async function pass({ clock }: { clock: FakeClock }, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 1000) {
    clock.advance(Math.min(left, 1000));
    await new Promise((resolve) => setTimeout(resolve));
  }
}

const idOf = (claim: SessionClaim): string | undefined => claim.session?.id;

describe('the right to watch', () => {
  it('is kept up with a fresh token each time, in the same session', async () => {
    let count = 0;
    const scene = await watch(async () => `token-${++count}`);
    await pass(scene, 10 * rightsMs);
    assert.deepEqual(scene.failures, []);
    assert.equal(idOf(scene.claim), 'session-1');
    assert.equal(scene.gateway.startCount, 1);
    assert.ok(count >= 10, `${count} tokens`);
    assert.deepEqual(scene.sent().slice(0, 3), ['Bearer token-2', 'Bearer token-3', 'Bearer token-4']);
    scene.claim.leave('end');
    assert.equal(scene.clock.pendingCount, 0);
  });

  it('asks for a token at half of a short time', async () => {
    const scene = await watch(() => 'token');
    await pass(scene, rightsMs / 2 - 1000);
    assert.deepEqual(scene.sent(), []);
    await pass(scene, 1000);
    assert.deepEqual(scene.sent(), ['Bearer token']);
  });

  it('does not wait for longer than timers can', async () => {
    const scene = await watch(() => 'token', 365 * 86_400_000);
    scene.clock.advance(86_400_000);
    await until(() => scene.sent().length === 1, 'the fresh token');
  });

  it('asks again when the page had none for a while', async () => {
    let isSilent = false;
    const scene = await watch(async () => {
      if (isSilent) throw new TypeError('Failed to fetch');
      return 'token';
    });
    isSilent = true;
    await pass(scene, 45_000);
    isSilent = false;
    await pass(scene, rightsMs);
    assert.deepEqual(scene.failures, []);
    assert.equal(idOf(scene.claim), 'session-1');
  });

  const refusals: Record<string, () => undefined> = {
    throws: () => {
      throw new Error('signed out');
    },
    'gives none': () => undefined,
  };
  for (const [name, refuse] of Object.entries(refusals)) {
    it(`ends with "unauthorized" when the page ${name}, and not before it ends`, async () => {
      let isRefused = false;
      const scene = await watch(async () => (isRefused ? refuse() : 'token'));
      isRefused = true;
      await pass(scene, rightsMs - 1000);
      assert.deepEqual(scene.failures, []);
      await pass(scene, 2000);
      await until(() => scene.failures.length > 0, 'the end');
      assert.include(['unauthorized', 'session_gone'], scene.failures[0]?.code);
      assert.equal(scene.failures[0]?.code, 'unauthorized');
      assert.match(scene.failures[0]?.message ?? '', name === 'throws' ? /signed out/ : /no further token/);
    });
  }

  it('ends with "unauthorized" when the gateway refuses the token', async () => {
    const scene = await watch(() => 'token');
    scene.gateway.refusedToken = 'token';
    await pass(scene, rightsMs + 1000);
    await until(() => scene.failures.length > 0, 'the end');
    assert.equal(scene.failures[0]?.code, 'unauthorized');
  });

  it('is not kept up by a token that stands in the page', async () => {
    const scene = await watch('token');
    await pass(scene, rightsMs / 2 + 5000);
    assert.deepEqual(scene.sent(), []);
  });
});

describe('a page that gives no token for a session', () => {
  for (const [what, thrown, code] of [
    ['is offline', new TypeError('Failed to fetch'), 'gateway_unreachable'],
    ['has signed its viewer out', new Error('signed out'), 'unauthorized'],
  ] as const) {
    it(`because it ${what}: ${code}`, async () => {
      const clock = new FakeClock();
      const failures: PlayerError[] = [];
      const nothing = () => {};
      new SharedSessions(fakeClient(new FakeGateway(clock), clock)).join(
        { gatewayUrl: 'https://gateway.example', cameraId: 'door', token: () => Promise.reject(thrown) },
        {
          onProgress: nothing,
          onViewerAsked: nothing,
          onOpened: nothing,
          onRenewed: nothing,
          onGone: nothing,
          onOpenFailed: (error) => failures.push(error),
        },
      );
      await until(() => failures.length > 0, 'the failure');
      assert.equal(failures[0]?.code, code);
    });
  }
});
