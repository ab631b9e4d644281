import { assert } from 'chai';
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

describe('askGateway', () => {
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
