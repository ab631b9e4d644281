import { assert } from 'chai';
import type { PlayerError } from '../errors/player-error.js';
import { FakeClock } from '../testing/fake-clock.js';
import { FakeGateway, fakeClient } from '../testing/fake-gateway.js';
import { openSession } from './gateway-client.js';
import type { SessionRequest } from './gateway-request.js';

const request: SessionRequest = { gatewayUrl: 'https://gateway.example', cameraId: 'door', token: '' };

function scene() {
  const clock = new FakeClock();
  const gateway = new FakeGateway(clock);
  const life = new AbortController();
  const asked: string[] = [];
  const open = () =>
    openSession(fakeClient(gateway, clock), request, {
      signal: life.signal,
      onProgress: () => {},
      onViewerAsked: () => asked.push('viewer'),
    });
  return { clock, gateway, life, asked, open };
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
    () => assert.fail('it was opened'),
    (error) => error,
  );

describe('askGateway', () => {
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
      assert.instanceOf(failure, TypeError);
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
    assert.instanceOf(await failureOf(open()), ReferenceError);
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
