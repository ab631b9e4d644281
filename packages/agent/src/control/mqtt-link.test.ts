import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
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

function openLink({ url, ...deps }: Partial<MqttLinkDeps> & { url: string }): MqttLink {
  const anonymous = { username: null, caFile: null, certFile: null, alpn: null };
  const link = new MqttLink({
    settings: { ...anonymous, url, clientId: 'camera' },
    credentials: {},
    controlTopic: 'control',
    will: { topic: 'status', payload: (connectionId) => `gone ${connectionId}`, retain: 'forget' },
    reconnectDelayMs: () => 20,
    clock: systemClock,
    logger: silentLogger,
    onMessage: () => {},
    onReady: () => {},
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
      onReady: () => {
        connected += 1;
      },
    });
    await until(() => connected === 1, deadlineMs, 'the connection');
    assert.equal(broker.connects.length, 4);
    assert.deepEqual([...new Set(attempts)], [0, 1, 2, 3]);
  });

  it('drops what it cannot publish now', async () => {
    const broker = await openBroker();
    let connected = 0;
    const link = openLink({ url: broker.url, onReady: () => connected++ });
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
    const link = openLink({ url: broker.url, onReady: () => connected++ });
    await until(() => connected === 1, deadlineMs, 'the connection');
    await link.publish('secret', 'once', { retain: 'forget' });
    await until(() => connected === 2, deadlineMs, 'the next connection');
    await link.publish('open', 'fine', { retain: 'forget' });
    assert.deepEqual(
      broker.publishes.filter((publish) => /^(secret|open) /.test(publish)),
      ['secret once', 'open fine'],
    );
  });

  it('says once, as an error, which topic the broker forbids, holds it back and lets the rest through', async () => {
    const broker = await openBroker();
    broker.forbiddenTopic = 'secret';
    const problems: string[] = [];
    const logger: Logger = { ...silentLogger, error: ({ problem }) => problems.push(String(problem)) };
    let connected = 0;
    const link = openLink({
      url: broker.url,
      logger,
      onReady: () => {
        connected += 1;
        void link.publish('secret', 'again', { retain: 'forget' });
      },
    });
    await until(() => connected === 4, deadlineMs, 'four connections');
    await link.publish('open', 'fine', { retain: 'forget' });
    await link.publish('secret', 'held', { retain: 'forget' });
    assert.deepEqual(
      broker.publishes.filter((publish) => /^(secret|open) /.test(publish)),
      ['secret again', 'secret again', 'secret again', 'open fine'],
    );
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, /upon every publish to secret: does its policy forbid it\?/);
  });

  it('says once, as an error, that something else keeps ending its connections', async () => {
    const broker = await openBroker();
    const problems: string[] = [];
    const logger: Logger = { ...silentLogger, error: ({ problem }) => problems.push(String(problem)) };
    let connected = 0;
    openLink({
      url: broker.url,
      logger,
      onReady: () => {
        connected += 1;
        broker.disconnect('camera');
      },
    });
    await until(() => connected === 7, deadlineMs, 'seven connections');
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, /mqtt\.clientId: .*another client uses the same id/);
  });

  it('gives up on a broker that takes the connection and says nothing, and tries again', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => sockets.add(socket.on('error', () => {})));
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    opened.push(async () => {
      for (const socket of sockets) socket.destroy();
      mute.close();
    });
    const problems: string[] = [];
    const logger: Logger = { ...silentLogger, warn: ({ problem }) => problems.push(String(problem)) };
    const { port } = mute.address() as AddressInfo;
    openLink({ url: `mqtt://127.0.0.1:${port}`, logger, connectTimeoutMs: 50 });
    await until(() => sockets.size === 3, deadlineMs, 'three attempts');
    assert.deepEqual(problems, [`mqtt.url: 127.0.0.1:${port} does not answer; check network and firewall`]);
  });
});
