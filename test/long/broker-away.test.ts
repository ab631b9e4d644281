/** A broker that nobody reaches for a minute: both sides come back within their longest wait, and a camera can be woken. */
import { after, describe, it } from 'node:test';
import { openSite, watchOnce } from '../support/broker-site.js';
import { until } from '../support/deadline.js';
import { startMosquitto } from '../support/mosquitto.js';

const awayMs = 60_000;
/** Three seconds between attempts, and a while for the rest. */
const backWithinMs = 5000;

describe('a broker that is gone for a minute', () => {
  const site = openSite();
  after(() => site.close());

  it('is found again by gateway and agent', async () => {
    const mosquitto = await startMosquitto();
    try {
      const gateway = await site.startGateway({ url: mosquitto.url }, ['camera-a']);
      const agent = await site.startAgent('camera-a', { url: mosquitto.url });
      await gateway.untilCamera('camera-a', 'idle');
      await mosquitto.kill();
      const killedAtMs = performance.now();
      const aMinuteHasPassed = () => performance.now() - killedAtMs > awayMs;
      await until(aMinuteHasPassed, { what: 'a minute to pass', withinMs: awayMs + 1000 });
      await mosquitto.restart();
      for (const { log } of [gateway, agent]) {
        await log.waitFor(/connected to the MQTT broker/, backWithinMs, 2);
      }
      await watchOnce(gateway, 'camera-a');
    } finally {
      await site.close();
      await mosquitto.close();
    }
  });
});
