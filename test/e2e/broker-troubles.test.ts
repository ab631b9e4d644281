/** A broker that goes away or is slow: gateway and agent come back by themselves, and no command comes too late. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { openSite, watchOnce } from '../support/broker-site.js';
import { until } from '../support/deadline.js';
import { freeTcpPort } from '../support/free-port.js';
import { startHoldingRelay } from '../support/holding-relay.js';
import { startMosquitto } from '../support/mosquitto.js';

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const part of opened.splice(0).reverse()) await part.close();
});

async function startSite(url: string) {
  const site = openSite();
  opened.push(site);
  const gateway = await site.startGateway({ url }, ['camera-a']);
  const agent = await site.startAgent('camera-a', { url });
  return { gateway, agent };
}

/** What the gateway says, and is told, goes through the relay. */
async function startRelayedSite() {
  const mosquitto = await startMosquitto();
  opened.push(mosquitto);
  const relay = await startHoldingRelay(mosquitto.url);
  opened.push(relay);
  const site = openSite();
  opened.push(site);
  const gateway = await site.startGateway({ url: relay.url.replace('http:', 'mqtt:') }, ['camera-a']);
  const agent = await site.startAgent('camera-a', { url: mosquitto.url });
  return { relay, gateway, agent };
}

describe('a broker', () => {
  it('that restarts is found again by both sides, which say once that it was gone', async () => {
    const mosquitto = await startMosquitto();
    opened.push(mosquitto);
    const { gateway, agent } = await startSite(mosquitto.url);
    await gateway.untilCamera('camera-a', 'idle');
    for (const round of [1, 2]) {
      await mosquitto.kill();
      for (const { log } of [gateway, agent]) await log.waitFor(/nothing listens at 127\.0\.0\.1/);
      const isAway = async () => !(await gateway.brokerCheck()).ok;
      await until(isAway, { what: 'the gateway to notice', withinMs: 5000 });
      if (round === 1) assert.equal((await gateway.view('camera-a')).body.code, 'broker_unavailable');
      await mosquitto.restart();
      for (const { log } of [gateway, agent]) {
        await log.waitFor(/connected to the MQTT broker/, 15_000, round + 1);
      }
      await gateway.untilCamera('camera-a', 'idle');
      await watchOnce(gateway, 'camera-a');
      await gateway.untilCamera('camera-a', 'idle');
    }
    for (const { log } of [gateway, agent]) {
      assert.equal(log.lines(/no connection .*nothing listens at/).length, 1);
      assert.deepEqual(log.lines(/^error/), []);
    }
  });

  it('that is not there yet is waited for', async () => {
    const port = await freeTcpPort();
    const { gateway, agent } = await startSite(`mqtt://127.0.0.1:${port}`);
    for (const { log } of [gateway, agent]) await log.waitFor(/nothing listens at 127\.0\.0\.1/);
    const mosquitto = await startMosquitto({ port });
    opened.push(mosquitto);
    await gateway.untilCamera('camera-a', 'idle');
    await watchOnce(gateway, 'camera-a');
  });

  it('that holds a START back for two seconds wakes the camera all the same', async () => {
    const { relay, gateway } = await startRelayedSite();
    await gateway.untilCamera('camera-a', 'idle');
    relay.hold();
    const asked = gateway.view('camera-a');
    await gateway.log.waitFor(/run changed its state .*"to":"waking"/);
    const release = setTimeout(() => relay.release(), 2000);
    const { status } = await asked;
    clearTimeout(release);
    assert.equal(status, 201);
    assert.deepEqual(gateway.log.lines(/could not be delivered|no connection/), []);
  });

  it('that takes its time with a STOP does not let it look like a failure to the camera', async () => {
    const { relay, gateway, agent } = await startRelayedSite();
    await gateway.untilCamera('camera-a', 'idle');
    await watchOnce(gateway, 'camera-a');
    relay.hold();
    await gateway.log.waitFor(/the stream ended/);
    const release = setTimeout(() => relay.release(), 700);
    await agent.log.waitFor(/camera state changed .*"state":"idle"/);
    clearTimeout(release);
    assert.deepEqual(agent.log.lines(/^(error|warn)/), []);
  });
});
