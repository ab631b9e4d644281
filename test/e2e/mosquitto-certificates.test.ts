/** Gateway and agent at a Mosquitto that runs the shipped example: certificates of clients, and an ACL. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { connectAsync } from 'mqtt';
import { createPretence, openSite, watchOnce } from '../support/broker-site.js';
import { certificateOf } from '../support/certificates.js';
import { type MosquittoExample, startMosquittoExample } from '../support/mosquitto-example.js';

const site = openSite();
afterEach(() => site.close());

describe('a Mosquitto that wants certificates', () => {
  let example: MosquittoExample;
  /** Settings under `mqtt` of whoever has a certificate of this name. */
  let settingsOf: (
    name: string,
  ) => Promise<{ url: string; caFile: string; certFile: string; keyFile: string }>;
  before(async () => {
    example = await startMosquittoExample({ config: 'mosquitto.conf' });
    const { url, authority } = example;
    settingsOf = async (name) => ({ url, caFile: authority.caFile, ...(await authority.issue(name)) });
  });
  after(() => example.close());

  it('carries everything from START to media, to STOP', async () => {
    const gateway = await site.startGateway(await settingsOf('gateway'), ['camera-a', 'camera-b']);
    const agent = await site.startAgent('camera-a', await settingsOf('camera-a'));
    await gateway.untilCamera('camera-a', 'idle');
    assert.deepEqual(await gateway.brokerCheck(), { name: 'broker', ok: true, detail: 'connected' });
    await watchOnce(gateway, 'camera-a');
    await gateway.untilCamera('camera-a', 'idle');
    assert.deepEqual([...gateway.log.lines(/^error/), ...agent.log.lines(/^(error|warn)/)], []);
  });

  it('shows the gateway a camera that vanishes, and one that was there before the gateway', async () => {
    const first = await site.startGateway(await settingsOf('gateway'), ['camera-a']);
    const { agent } = await site.startAgent('camera-a', await settingsOf('camera-a'), createPretence());
    await first.untilCamera('camera-a', 'idle');
    await first.gateway.close();
    const second = await site.startGateway(await settingsOf('gateway'), ['camera-a']);
    await second.untilCamera('camera-a', 'idle');
    await agent.close();
    await second.untilCamera('camera-a', 'offline');
  });

  it('lets the certificate of one camera neither command another nor speak for it nor throw it out', async () => {
    const gateway = await site.startGateway(await settingsOf('gateway'), ['camera-a', 'camera-b']);
    const camera = await site.startAgent('camera-b', await settingsOf('camera-b'), createPretence());
    await gateway.untilCamera('camera-b', 'idle');
    const { url, ...files } = await settingsOf('camera-a');
    const intruder = await connectAsync(url, { ...(await certificateOf(files)), clientId: 'camera-b' });
    try {
      const heard: string[] = [];
      intruder.on('message', (topic) => heard.push(topic));
      await intruder.subscribeAsync(['#', 'cameras/camera-b/control', 'cameras/camera-a/control'], {
        qos: 1,
      });
      const start = JSON.stringify({ v: 1, action: 'START_LIVE_STREAM', id: 'x', runId: 'x' });
      const status = JSON.stringify({ v: 1, state: 'error', runId: null });
      await intruder.publishAsync('cameras/camera-b/control', start, { qos: 1 });
      await intruder.publishAsync('cameras/camera-b/status', status, { qos: 1, retain: true });
      await intruder.publishAsync('cameras/camera-a/control', start, { qos: 1 });
      // What it may say comes last, so all the rest has been judged once the gateway has it.
      await intruder.publishAsync('cameras/camera-a/status', status, { qos: 1 });
      await gateway.untilCamera('camera-a', 'error');
      await gateway.untilCamera('camera-b', 'idle');
      // A START for the other camera passes it by, too; the answer to its own publish comes behind whatever it hears.
      void gateway.view('camera-b').catch(() => {});
      await camera.log.waitFor(/camera state changed .*"state":"streaming"/);
      await intruder.publishAsync('cameras/camera-a/status', status, { qos: 1 });
      assert.deepEqual(heard, []);
      assert.deepEqual(camera.log.lines(/^(error|warn)|command/), []);
      assert.equal(camera.log.lines(/connected to the MQTT broker/).length, 1);
    } finally {
      await intruder.endAsync(true);
    }
  });
});
