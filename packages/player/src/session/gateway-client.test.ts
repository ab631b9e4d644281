import { assert } from 'chai';
import type { PlayerError } from '../errors/player-error.js';
import { until } from '../testing/camera-fixture.js';
import { FakeClock } from '../testing/fake-clock.js';
import { FakeGateway, fakeClient } from '../testing/fake-gateway.js';
import { openSession } from './gateway-client.js';
import type { SessionRequest } from './gateway-request.js';

function scene({
  isOther = () => false,
  ...options
}: Partial<SessionRequest> & { isOther?: (progress: string) => boolean } = {}) {
  const request = { gatewayUrl: 'https://192.168.1.5', cameraId: 'door', token: '', ...options };
  const clock = new FakeClock();
  const gateway = new FakeGateway(clock);
  const life = new AbortController();
  const asked: string[] = [];
  const phases: string[] = [];
  /** Of the requests. */
  const limits: AbortSignal[] = [];
  const client = fakeClient(gateway, clock);
  const fetch: typeof client.fetch = (input, init) => {
    limits.push(init!.signal!);
    return gateway.fetch(input, init);
  };
  const open = () =>
    openSession({ ...client, fetch }, request, {
      signal: life.signal,
      onProgress: (phase) => phases.push(phase),
      onViewerAsked: () => asked.push('viewer'),
      isOther,
    });
  return { clock, gateway, life, asked, phases, limits, open };
}

/** How many listeners this signal has from now on. */
function countListeners(signal: AbortSignal): () => number {
  let count = 0;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    count += 1;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    count -= 1;
    removeEventListener.apply(signal, args);
  };
  return () => count;
}

const answered = (body: BodyInit) => new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
const failureOf = (opening: Promise<unknown>): Promise<PlayerError> =>
  opening.then(
    () => Promise.reject(new Error('it was opened')),
    (error) => error,
  );

describe('askGateway', () => {
  it('takes fifteen seconds without the head of an answer for a gateway that is not there', async () => {
    const { clock, gateway, open } = scene();
    gateway.startAnswer = { kind: 'silence' };
    const failure = failureOf(open());
    await until(() => gateway.startCount === 1, 'the request');
    clock.advance(14_999);
    assert.equal(gateway.abandonedCount, 0);
    clock.advance(1);
    assert.equal((await failure).code, 'gateway_unreachable');
    assert.deepEqual([gateway.abandonedCount, clock.pendingCount], [1, 0]);
  });

  it('leaves a viewer who is asked about the local network the time to answer', async () => {
    const { clock, gateway, asked, open } = scene();
    gateway.startAnswer = { kind: 'silence' };
    gateway.permission = 'prompt';
    const failure = failureOf(open());
    await until(() => gateway.startCount === 1, 'the request');
    clock.advance(1500);
    await until(() => asked.length === 1, 'the viewer is told to look');
    clock.advance(88_499);
    assert.equal(gateway.abandonedCount, 0);
    clock.advance(1);
    assert.equal((await failure).code, 'gateway_unreachable');
  });

  it('counts from the request on, not from the question for a token', async () => {
    let giveToken = (_: string) => {};
    const token = () => new Promise<string>((resolve) => (giveToken = resolve));
    const { clock, gateway, open } = scene({ token });
    gateway.startAnswer = { kind: 'silence' };
    const failure = failureOf(open());
    clock.advance(60_000);
    giveToken('late');
    await until(() => gateway.startCount === 1, 'the request');
    clock.advance(14_999);
    assert.equal(gateway.abandonedCount, 0);
    clock.advance(1);
    assert.equal((await failure).code, 'gateway_unreachable');
  });

  it('waits for a camera for longer, once the gateway has answered', async () => {
    const { clock, gateway, phases, limits, open } = scene();
    gateway.startAnswer = { kind: 'held', phases: ['waking'] };
    void open();
    await until(() => phases.length === 1, 'the camera is being woken');
    clock.advance(89_999);
    assert.isFalse(limits[0]?.aborted);
    clock.advance(1);
    assert.isTrue(limits[0]?.aborted);
  });

  it('gives the place of a silent camera to others that are queued, and asks again after a pause, once', async () => {
    const { clock, gateway, phases, open } = scene({ isOther: (progress) => progress === 'asked' });
    gateway.startAnswer = { kind: 'held', phases: ['waking'] };
    void open();
    await until(() => phases.length === 1, 'the camera is being woken');
    clock.advance(2999);
    assert.equal(gateway.startCount, 1);
    clock.advance(1);
    await until(() => clock.pendingCount === 3, 'the pause, in place of the turn');
    clock.advance(2999);
    assert.equal(gateway.startCount, 1);
    clock.advance(1);
    await until(() => gateway.startCount === 2, 'the second request');
    await until(() => clock.pendingCount === 3, 'its turn');
    clock.advance(60_000);
    assert.deepEqual([gateway.startCount, phases], [2, ['waking']]);
  });

  it('leaves nothing that waits when it is given up in the pause', async () => {
    const { clock, gateway, life, phases, open } = scene({ isOther: (progress) => progress === 'asked' });
    const listenerCount = countListeners(life.signal);
    gateway.startAnswer = { kind: 'held', phases: ['waking'] };
    const opening = failureOf(open());
    await until(() => phases.length === 1, 'the camera is being woken');
    const listenersBefore = listenerCount();
    clock.advance(3000);
    await until(() => listenerCount() > listenersBefore, 'the pause');
    life.abort('enough');
    assert.equal(await opening, 'enough' as unknown);
    assert.deepEqual([gateway.startCount, clock.pendingCount], [1, 0]);
  });

  it('keeps the place of a camera that sends', async () => {
    const { clock, gateway, phases, open } = scene({ isOther: (progress) => progress === 'asked' });
    gateway.startAnswer = { kind: 'held', phases: ['waking', 'receiving'] };
    void open();
    await until(() => phases.length === 2, 'the camera sends');
    clock.advance(60_000);
    assert.equal(gateway.startCount, 1);
  });

  it('takes nothing for a silent gateway but what fetch throws, and an answer that breaks off', async () => {
    const { gateway, open } = scene();
    gateway.startAnswer = { kind: 'unreachable' };
    assert.equal((await failureOf(open())).code, 'gateway_unreachable');
    const broken = new TypeError('network error');
    gateway.fetch = async () =>
      answered(new ReadableStream({ pull: (controller) => controller.error(broken) }));
    const failure = await failureOf(open());
    assert.deepEqual([failure.code, failure.cause], ['gateway_unreachable', broken]);
  });

  it('passes on what a browser throws that lacks something', async () => {
    const { open } = scene();
    const { TextDecoder } = window;
    Object.assign(window, { TextDecoder: undefined });
    try {
      const failure = await failureOf(open());
      assert.ok(failure instanceof TypeError);
      assert.match(failure.message, /TextDecoder/);
    } finally {
      Object.assign(window, { TextDecoder });
    }
  });

  it('passes on what fetch throws before it asks', async () => {
    const { gateway, open } = scene();
    gateway.fetch = () => {
      throw new ReferenceError('fetch is not defined');
    };
    assert.ok((await failureOf(open())) instanceof ReferenceError);
  });

  it('leaves nothing behind on the signal of who asks again and again', async () => {
    const { clock, gateway, life, open } = scene();
    const listenerCount = countListeners(life.signal);
    await open();
    gateway.startAnswer = { kind: 'problem', code: 'camera_offline' };
    await open().catch(() => {});
    gateway.startAnswer = { kind: 'unreachable' };
    await open().catch(() => {});
    assert.deepEqual([listenerCount(), clock.pendingCount], [0, 0]);
  });
});
