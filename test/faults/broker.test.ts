/** The broker: gone, slow, coming and going, or with another client that has the gateway's name. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { connectAsync } from 'mqtt';
import { until } from '../support/deadline.js';
import { askForSession, openSession } from '../support/gateway-client.js';
import { type DelayingRelay, startDelayingRelay } from './delaying-relay.js';
import { assertRecovers, cameraId, type FaultSite, openFaultSite, recoveryMs } from './fault-site.js';
import { startSteadyViewer } from './steady-viewer.js';

describe('the broker', () => {
  let site: FaultSite | undefined;
  let relay: DelayingRelay | undefined;
  afterEach(async () => {
    await site?.close();
    await relay?.close();
    site = relay = undefined;
  });

  /** Only the gateway's way to the broker leads through the relay. */
  async function open(options: Parameters<typeof openFaultSite>[0] = {}) {
    site = await openFaultSite({
      ...options,
      brokerUrl: async ({ port }) => {
        relay = await startDelayingRelay(port);
        return `mqtt://127.0.0.1:${relay.port}`;
      },
    });
    return { site, relay: relay! };
  }
  const isReady = (url: string, ready: boolean) =>
    until(async () => (await fetch(`${url}/readyz`)).ok === ready, {
      what: ready ? 'the gateway to be ready' : 'the loss to be noticed',
      withinMs: 10_000,
    });

  it('that is gone costs a running stream nothing, and a sleeping camera can be woken soon after it is back', async (t) => {
    const { site, relay } = await open({ sessions: { leaseMs: 60_000 } });
    await site.camera();
    const viewer = await site.viewer();
    relay.setDoor('shut');
    await isReady(site.url, false);
    await assertRecovers(t, { viewer, sinceMs: performance.now() });
    const joined = await startSteadyViewer(site.url, cameraId);
    site.opened.push(joined);
    await assertRecovers(t, { viewer: joined, sinceMs: performance.now() });
    await joined.close();
    await viewer.close();
    await site.log.waitFor(/run changed its state .*"to":"idle"/);
    assert.equal((await askForSession(site.url, cameraId)).problem?.code, 'broker_unavailable');
    // Long enough for the pauses between attempts to have grown to their longest.
    await delay(8000);
    relay.setDoor('open');
    const sinceMs = performance.now();
    const { opened } = await until(
      async () => {
        const answer = await askForSession(site.url, cameraId);
        return answer.opened ? { opened: answer.opened } : undefined;
      },
      { what: 'a session', withinMs: 10_000, everyMs: 100 },
    );
    const tookMs = performance.now() - sinceMs;
    t.diagnostic(`a camera could be woken after ${Math.round(tookMs)} ms`);
    assert.ok(tookMs < recoveryMs);
    await opened.close();
  });

  it('that takes two seconds for every word wakes the camera, and keeps it awake', async (t) => {
    const { site, relay } = await open();
    const camera = await site.camera();
    relay.setDelay(2000);
    const viewer = await startSteadyViewer(site.url, cameraId);
    site.opened.push(viewer);
    await assertRecovers(t, { viewer, sinceMs: performance.now() });
    // Longer than a lease.
    await delay(7000);
    await assertRecovers(t, { viewer, sinceMs: performance.now() });
    assert.equal(camera.runIds.length, 1);
  });

  it('that comes and goes each second does not disturb the picture, and is used as soon as it stays', async (t) => {
    const { site, relay } = await open({ sessions: { leaseMs: 15_000 } });
    const camera = await site.camera();
    const viewer = await site.viewer();
    for (let count = 0; count < 8; count += 1) {
      relay.setDoor(count % 2 === 0 ? 'shut' : 'open');
      await delay(1000);
    }
    relay.setDoor('open');
    const sinceMs = performance.now();
    await isReady(site.url, true);
    const tookMs = performance.now() - sinceMs;
    t.diagnostic(`the broker was used again after ${Math.round(tookMs)} ms`);
    assert.ok(tookMs < recoveryMs);
    await assertRecovers(t, { viewer, sinceMs });
    assert.deepEqual([camera.runIds.length, viewer.discontinuityCount], [1, 0]);
  });

  it('that loses START brings it when the way is free again', async (t) => {
    const { site, relay } = await open();
    const camera = await site.camera();
    // Under way for so long that it is lost with the connection.
    relay.setDelay(3000);
    const asked = openSession(site.url, cameraId);
    await site.log.waitFor(/run changed its state .*"to":"waking"/);
    await delay(500);
    relay.setDoor('shut');
    relay.setDelay(0);
    await delay(1500);
    relay.setDoor('open');
    const sinceMs = performance.now();
    const opened = await asked;
    t.diagnostic(`the session was there after ${Math.round(performance.now() - sinceMs)} ms`);
    assert.ok(performance.now() - sinceMs < recoveryMs);
    assert.equal(camera.runIds.length, 1);
    await opened.close();
  });

  it('that takes another client for the gateway is named in the log, and the picture goes on', async (t) => {
    const clientId = 'the-same-for-two';
    const { site } = await open({ mqtt: { clientId } });
    const camera = await site.camera();
    const viewer = await site.viewer();
    const twin = await connectAsync(site.mosquitto.url, {
      clientId,
      reconnectPeriod: 500,
      protocolVersion: 4,
    });
    site.opened.push({ close: () => twin.endAsync(true) });
    await site.log.waitFor(/another client uses the same id/, 30_000);
    await assertRecovers(t, { viewer, sinceMs: performance.now() });
    assert.equal(camera.runIds.length, 1);
    assert.deepEqual(viewer.complaints, []);
  });
});
