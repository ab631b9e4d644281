import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { systemClock } from '../clock/clock.js';
import { type Logger, silentLogger } from '../log/logger.js';
import { startTestBroker } from '../testing/test-broker.js';
import { until } from '../testing/within.js';
import { MqttLink, type MqttLinkDeps } from './mqtt-link.js';

const deadlineMs = 5000;
const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function openBroker() {
  const broker = await startTestBroker();
  opened.push(() => broker.kill());
  return broker;
}

function openLink(deps: Partial<MqttLinkDeps> & { url: string }): MqttLink {
  const link = new MqttLink({
    clientId: 'camera',
    credentials: {},
    controlTopic: 'control',
    will: { topic: 'status', payload: (connectionId) => `gone ${connectionId}`, retain: 'forget' },
    reconnectDelayMs: () => 20,
    clock: systemClock,
    logger: silentLogger,
    onMessage: () => {},
    onConnected: () => {},
    ...deps,
  });
  opened.push(() => link.close());
  link.start();
  return link;
}

describe('MqttLink', () => {
  it('keeps trying, with ever longer waits, as long as CONNECT is refused', async () => {
    const broker = await openBroker();
    broker.refusalsLeft = 3;
    const attempts: number[] = [];
    let connected = 0;
    openLink({
      url: broker.url,
      reconnectDelayMs: (attempt) => {
        attempts.push(attempt);
        return 20;
      },
      onConnected: () => {
        connected += 1;
      },
    });
    await until(() => connected === 1, deadlineMs, 'the connection');
    assert.equal(broker.connects.length, 4);
    assert.deepEqual(attempts, [0, 1, 2, 3]);
  });

  it('drops what it cannot publish now', async () => {
    const broker = await openBroker();
    let connected = 0;
    const link = openLink({ url: broker.url, onConnected: () => connected++ });
    await link.publish('early', 'lost', { retain: 'forget' });
    await until(() => connected === 1, deadlineMs, 'the connection');
    await link.publish('late', 'kept', { retain: 'forget' });
    assert.deepEqual(
      broker.publishes.filter((publish) => !publish.startsWith('$SYS')),
      ['late kept'],
    );
  });

  it('does not repeat a publish that ended its connection', async () => {
    const broker = await openBroker();
    broker.forbiddenTopic = 'secret';
    let connected = 0;
    const link = openLink({ url: broker.url, onConnected: () => connected++ });
    await until(() => connected === 1, deadlineMs, 'the connection');
    await link.publish('secret', 'once', { retain: 'forget' });
    await until(() => connected === 2, deadlineMs, 'the next connection');
    await link.publish('open', 'fine', { retain: 'forget' });
    assert.deepEqual(
      broker.publishes.filter((publish) => /^(secret|open) /.test(publish)),
      ['secret once', 'open fine'],
    );
  });

  it('says once, as an error, that connections are accepted and closed at once', async () => {
    const broker = await openBroker();
    broker.forbiddenTopic = 'secret';
    const errors: string[] = [];
    const logger: Logger = { ...silentLogger, error: (_facts, message) => errors.push(message) };
    let connected = 0;
    const link = openLink({
      url: broker.url,
      logger,
      onConnected: () => {
        connected += 1;
        void link.publish('secret', 'again', { retain: 'forget' });
      },
    });
    await until(() => connected === 7, deadlineMs, 'seven connections');
    assert.equal(errors.length, 1);
    assert.match(errors[0]!, /policy forbids/);
  });
});
