import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { parseConfig } from '../config/parse-config.js';
import { silentLogger } from '../log/logger.js';
import { startTestBroker } from '../testing/test-broker.js';
import { tryBroker } from './try-broker.js';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function openBroker() {
  const broker = await startTestBroker();
  opened.push(() => broker.kill());
  return broker;
}

const tryAt = (mqtt: object, timeoutMs = 3000) =>
  tryBroker({ config: parseConfig({ cameraId: 'door', mqtt }), logger: silentLogger, timeoutMs });

describe('trying the broker', () => {
  it('goes there as the camera, and leaves the word that the camera is off', async () => {
    const broker = await openBroker();
    assert.deepEqual(await tryAt({ url: broker.url }), { outcome: 'ok' });
    assert.deepEqual(broker.connects, ['door']);
    const [status = '', event = ''] = broker.publishes;
    assert.match(status, /^cameras\/door\/status .*"state":"offline"/);
    assert.match(event, /^cameras\/door\/event .*"inReplyTo"/);
  });

  it('says that nobody listens, in the words of the agent', async () => {
    const broker = await openBroker();
    await broker.kill();
    opened.length = 0;
    const trial = await tryAt({ url: broker.url });
    assert.ok(trial.outcome === 'failed');
    assert.match(trial.message, /mqtt\.url: nothing listens at 127\.0\.0\.1:\d+/);
  });

  it('says what the broker forbids, to whom', async () => {
    const broker = await openBroker();
    broker.forbiddenTopic = 'cameras/door/event';
    const trial = await tryAt({ url: broker.url });
    assert.ok(trial.outcome === 'failed');
    assert.match(
      trial.message,
      /closed the connection when this camera tried to publish to cameras\/door\/event: allow that to the client "door"/,
    );
  });

  it('does not wait for ever', async () => {
    const broker = await openBroker();
    broker.refusalsLeft = 1;
    const trial = await tryAt({ url: broker.url });
    assert.ok(trial.outcome === 'failed');
    assert.match(trial.message, /not available now/);
  });

  it('names a file that cannot be read', async () => {
    const trial = await tryAt({ url: 'mqtts://127.0.0.1:1', caFile: '/nonexistent/ca.pem' });
    assert.ok(trial.outcome === 'failed');
    assert.match(trial.message, /mqtt\.caFile: \/nonexistent\/ca\.pem cannot be read/);
  });
});
