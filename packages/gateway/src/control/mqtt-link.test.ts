import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { Aedes } from 'aedes';
import { parseConfig } from '../config/parse.js';
import { GatewayError } from '../errors/gateway-error.js';
import { silentLogger } from '../log/logger.js';
import { MqttLink, type MqttLinkDeps } from './mqtt-link.js';

const { mqtt: settings } = parseConfig({ cameras: [{ id: 'door' }] });
const deadlineMs = 8000;

type Broker = { aedes: Aedes; server: Server; url: string; dropAll(): void; close(): Promise<void> };
type LinkEvents = { ups: number; messages: string[]; onUp: () => void };

const toClose: Array<() => Promise<void>> = [];

afterEach(async () => {
  for (const close of toClose.splice(0).reverse()) await close();
});

async function startBroker(port = 0): Promise<Broker> {
  const aedes = await Aedes.createBroker();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address);
  const dropAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= new Promise<void>((resolve) => {
      aedes.close(() => {
        dropAll();
        server.close(() => resolve());
      });
    });
    return closing;
  };
  toClose.push(close);
  return { aedes, server, url: `mqtt://127.0.0.1:${address.port}`, dropAll, close };
}

function startLink(
  url: string,
  deps: Partial<MqttLinkDeps> = {},
): { link: MqttLink; events: LinkEvents; up(count: number): Promise<void> } {
  const events: LinkEvents = { ups: 0, messages: [], onUp: () => {} };
  const link = new MqttLink({
    settings,
    logger: silentLogger,
    subscriptions: [['cameras/+/event'], ['cameras/door/status']],
    onMessage: (topic, payload) => events.messages.push(`${topic} ${payload.toString()}`),
    onUp: () => {
      events.ups += 1;
      events.onUp();
    },
    ...deps,
  });
  link.start(url);
  toClose.push(() => link.close());
  const up = (count: number) =>
    within(`${count} connections`, async () => {
      while (events.ups < count) {
        await new Promise<void>((resolve) => {
          events.onUp = resolve;
        });
      }
    });
  return { link, events, up };
}

async function within<T>(what: string, action: () => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const late = delay(deadlineMs, undefined, { signal: stop.signal }).then(
    () => assert.fail(`${what}: not within ${deadlineMs} ms`),
    () => undefined as never,
  );
  try {
    return await Promise.race([action(), late]);
  } finally {
    stop.abort();
  }
}

function until(what: string, isTrue: () => boolean): Promise<void> {
  return within(what, async () => {
    while (!isTrue()) await delay(10);
  });
}

describe('MqttLink', () => {
  it('hands on messages of its subscriptions, also after the broker dropped it', async () => {
    const broker = await startBroker();
    let subscriptions = 0;
    broker.aedes.on('subscribe', () => {
      subscriptions += 1;
    });
    const { events } = startLink(broker.url);
    await until('the subscriptions', () => subscriptions === 2);
    broker.dropAll();
    await until('the subscriptions on the next connection', () => subscriptions === 4);
    await new Promise<void>((resolve) =>
      broker.aedes.publish(
        { topic: 'cameras/door/status', payload: 'hello', qos: 1, retain: false, cmd: 'publish', dup: false },
        () => resolve(),
      ),
    );
    await until('the message', () => events.messages.length > 0);
    assert.deepEqual(events.messages, ['cameras/door/status hello']);
  });

  it('subscribes also when the broker came after it', async () => {
    const { port } = new URL((await startBroker()).url);
    await toClose.pop()?.();
    const { link } = startLink(`mqtt://127.0.0.1:${port}`);
    await until('the first attempt to fail', () => link.problem.includes('nothing listens at'));
    const broker = await startBroker(Number(port));
    let subscriptions = 0;
    broker.aedes.on('subscribe', () => {
      subscriptions += 1;
    });
    await until('the subscriptions', () => subscriptions === 2);
  });

  it('goes on after the broker has refused it once', async () => {
    const broker = await startBroker();
    let refusals = 0;
    broker.aedes.authenticate = (_client, _username, _password, done) => {
      refusals += 1;
      const error = Object.assign(new Error('not yet'), { returnCode: 5 as const });
      if (refusals === 1) done(error, false);
      else done(null, true);
    };
    const { up } = startLink(broker.url);
    await up(1);
    assert.equal(refusals, 2);
  });

  it('refuses to publish while the broker is away, and sends nothing of it later', async () => {
    const broker = await startBroker();
    const { port } = new URL(broker.url);
    const { link, up } = startLink(broker.url);
    await up(1);
    await broker.close();
    await until('the loss to be noticed', () => !link.isUp);
    await assert.rejects(link.publish('cameras/door/control', 'stale'), isBrokerUnavailable);
    const next = await startBroker(Number(port));
    const published: string[] = [];
    next.aedes.on('publish', (packet) => published.push(packet.topic));
    await up(2);
    await link.publish('cameras/door/control', 'fresh');
    assert.deepEqual(
      published.filter((topic) => !topic.startsWith('$SYS')),
      ['cameras/door/control'],
    );
  });

  it('drops a command that the broker did not acknowledge before it went away', async () => {
    const broker = await startBroker();
    const { port } = new URL(broker.url);
    const { link, up } = startLink(broker.url);
    await up(1);
    // The broker takes the packet and never answers it.
    let isTaken = false;
    broker.aedes.authorizePublish = () => {
      isTaken = true;
    };
    const published = link.publish('cameras/door/control', 'unanswered');
    published.catch(() => {});
    await until('the broker to take the packet', () => isTaken);
    await broker.close();
    await assert.rejects(published, isBrokerUnavailable);
    const next = await startBroker(Number(port));
    const payloads: string[] = [];
    next.aedes.on('publish', (packet) => payloads.push(packet.payload.toString()));
    await up(2);
    await link.publish('cameras/door/control', 'fresh');
    assert.equal(payloads.includes('unanswered'), false);
    assert.equal(payloads.includes('fresh'), true);
  });

  it('gives up on a command that the broker does not acknowledge in time, and never sends it again', async () => {
    const broker = await startBroker();
    const { link, up } = startLink(broker.url, { publishTimeoutMs: 50 });
    await up(1);
    let takenCount = 0;
    broker.aedes.authorizePublish = () => {
      takenCount += 1;
    };
    await assert.rejects(link.publish('cameras/door/control', 'unanswered'), isBrokerUnavailable);
    broker.dropAll();
    await up(2);
    assert.equal(takenCount, 1);
  });

  it('gives up on a broker that takes the connection and says nothing, and tries again', async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => sockets.add(socket.on('error', () => {})));
    mute.listen(0, '127.0.0.1');
    await once(mute, 'listening');
    toClose.push(async () => {
      for (const socket of sockets) socket.destroy();
      mute.close();
    });
    const { port } = mute.address() as AddressInfo;
    const { link } = startLink(`mqtt://127.0.0.1:${port}`, {
      connectTimeoutMs: 50,
      reconnectDelayMs: () => 20,
    });
    await until('three attempts', () => sockets.size === 3);
    assert.equal(link.problem, `mqtt.url: 127.0.0.1:${port} does not answer; check network and firewall`);
  });

  it('waits longer and longer while the broker is away, and briefly again after a refusal is over', async () => {
    const attempts: number[] = [];
    const broker = await startBroker();
    let refusalsLeft = 3;
    broker.aedes.authenticate = (_client, _username, _password, done) => {
      refusalsLeft -= 1;
      if (refusalsLeft < 0) done(null, true);
      else done(Object.assign(new Error('not yet'), { returnCode: 3 as const }), false);
    };
    const { up } = startLink(broker.url, {
      reconnectDelayMs: (attempt) => {
        attempts.push(attempt);
        return 20;
      },
    });
    await up(1);
    assert.deepEqual([...new Set(attempts)], [0, 1, 2, 3]);
  });

  it('holds back the one topic that the broker forbids, and says so once', async () => {
    const broker = await startBroker();
    broker.aedes.authorizePublish = (_client, { topic }, done) =>
      done(topic === 'secret' ? new Error('forbidden by the test') : null);
    const problems: string[] = [];
    const logger = {
      ...silentLogger,
      error: ({ problem }: Record<string, unknown>) => problems.push(String(problem)),
    };
    const { link, up } = startLink(broker.url, { reconnectDelayMs: () => 20, logger });
    for (const count of [1, 2, 3]) {
      await up(count);
      await assert.rejects(link.publish('secret', 'x'), /went away/);
    }
    await up(4);
    await assert.rejects(link.publish('secret', 'x'), /upon every publish to secret: allow it there/);
    await link.publish('open', 'x');
    assert.equal(problems.length, 1);
    assert.match(problems[0]!, /upon every publish to secret: does its policy forbid it\?/);
  });

  it('closes at once, whether it is connected or not', async () => {
    const broker = await startBroker();
    const { link, up } = startLink(broker.url);
    await up(1);
    await within('closing', () => link.close());
    const { link: lost } = startLink('mqtt://127.0.0.1:9');
    await within('closing without a broker', () => lost.close());
    await assert.rejects(lost.publish('x', ''), isBrokerUnavailable);
  });
});

function isBrokerUnavailable(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'broker_unavailable';
}
