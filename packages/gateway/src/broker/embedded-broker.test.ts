import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { type EventEmitter, once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { cameraTopics } from '@rpi-live-camera/protocol';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { silentLogger } from '../log/logger.js';
import { within } from '../testing/deadline.js';
import { type EmbeddedBroker, startEmbeddedBroker } from './embedded-broker.js';

const passwords = { door: 'a long password', shed: 'another long one' };
const asDoor = { username: 'door', password: passwords.door };
const asShed = { username: 'shed', password: passwords.shed };

let broker: EmbeddedBroker;
let warnings: string[];
let clients: MqttClient[] = [];
afterEach(async () => {
  for (const client of clients) client.end(true);
  clients = [];
  await broker.close();
});

async function start(given: Record<string, string>): Promise<void> {
  warnings = [];
  broker = await startEmbeddedBroker({
    settings: { enabled: true, host: '127.0.0.1', port: 0, passwords: given },
    cameraIds: Object.keys(passwords),
    topicsOf: (cameraId) => cameraTopics('cameras', cameraId),
    logger: {
      ...silentLogger,
      warn: (facts, message) => warnings.push(`${facts.cameraId ?? '?'}: ${message}`),
    },
  });
}

function attempt(options: IClientOptions): MqttClient {
  const client = connect(broker.url, { protocolVersion: 4, reconnectPeriod: 0, ...options });
  client.on('error', () => {});
  clients.push(client);
  return client;
}

async function enter(options: IClientOptions): Promise<MqttClient> {
  const client = attempt(options);
  await within(comes(client, 'connect'), 'the broker to let a client in');
  return client;
}

/** The sentence that the broker's refusal is told in. */
async function refusalOf(options: IClientOptions): Promise<string> {
  const [error] = await within(comes(attempt(options), 'error'), 'the refusal');
  return (error as Error).message;
}

/** The emitter of mqtt.js is typed apart from Node's. */
const comes = (client: MqttClient, event: 'connect' | 'error' | 'close' | 'message') =>
  once(client as unknown as EventEmitter, event);
const closed = (client: MqttClient) => within(comes(client, 'close'), 'the end of the connection');
const granted = (client: MqttClient, filter: string): Promise<boolean> =>
  new Promise((resolve) => client.subscribe(filter, { qos: 1 }, (error) => resolve(error === null)));

describe('the embedded broker with passwords', () => {
  it('refuses who has none, a wrong one or that of another, and says so once', async () => {
    await start(passwords);
    for (const options of [
      {},
      { ...asDoor, password: 'guessed' },
      { ...asDoor, password: passwords.shed },
      { ...asDoor, username: 'barn' },
      { username: '$gateway', password: 'guessed' },
    ])
      assert.match(await refusalOf(options), /Bad username or password/i);
    assert.deepEqual(
      warnings.map((line) => line.slice(0, 30)),
      ['?: refused an MQTT client of the', 'door: refused an MQTT client of t'].map((line) =>
        line.slice(0, 30),
      ),
    );
    await enter(asDoor);
    await enter(broker.credentials);
  });

  it('hands a camera its own commands, and the gateway what the camera says', async () => {
    await start(passwords);
    const gateway = await enter(broker.credentials);
    const camera = await enter(asDoor);
    assert.ok(await granted(gateway, 'cameras/+/status'));
    assert.ok(await granted(camera, 'cameras/door/control'));
    const told = comes(gateway, 'message');
    camera.publish('cameras/door/status', 'idle', { qos: 1, retain: true });
    assert.equal(String((await within(told, 'the status'))[1]), 'idle');
    const heard = comes(camera, 'message');
    gateway.publish('cameras/door/control', 'start', { qos: 1 });
    assert.equal(String((await within(heard, 'the command'))[1]), 'start');
  });

  it('lets no camera listen in on another, whatever it asks for', async () => {
    await start(passwords);
    const camera = await enter(asShed);
    for (const filter of ['cameras/door/control', 'cameras/+/control', '#', 'cameras/#', '$SYS/#'])
      assert.equal(await granted(camera, filter), false, filter);
    assert.ok(await granted(camera, 'cameras/shed/control'));
    assert.deepEqual(warnings, [
      'shed: an MQTT client may not listen there: a camera has its own control topic alone',
    ]);
  });

  for (const topic of ['cameras/door/status', 'cameras/door/control', 'cameras/shed/control', 'elsewhere']) {
    it(`ends the connection of a camera that publishes to ${topic}`, async () => {
      await start(passwords);
      const gateway = await enter(broker.credentials);
      await granted(gateway, '#');
      const heard: string[] = [];
      gateway.on('message', (from) => heard.push(from));
      const camera = await enter(asShed);
      camera.publish(topic, 'mine', { qos: 0 });
      await closed(camera);
      const next = comes(gateway, 'message');
      (await enter(asShed)).publish('cameras/shed/status', 'idle');
      await within(next, 'the next message');
      assert.deepEqual(heard, ['cameras/shed/status']);
    });
  }

  it('keeps a last will to the topics of its camera', async () => {
    await start(passwords);
    const gateway = await enter(broker.credentials);
    await granted(gateway, '#');
    const heard: string[] = [];
    gateway.on('message', (from) => heard.push(from));
    const die = async (topic: string) => {
      const camera = await enter({
        ...asShed,
        will: { topic, payload: Buffer.from('offline'), qos: 1, retain: false },
      });
      camera.stream.destroy();
      await closed(camera);
    };
    await die('cameras/door/status');
    const next = comes(gateway, 'message');
    await die('cameras/shed/status');
    await within(next, 'the will');
    assert.deepEqual(heard, ['cameras/shed/status']);
  });

  it('lets no camera throw out the gateway or another camera by its client id', async () => {
    await start(passwords);
    const clientId = 'the-same';
    const gateway = await enter({ ...broker.credentials, clientId });
    const door = await enter({ ...asDoor, clientId });
    const shed = await enter({ ...asShed, clientId });
    const again = await enter({ ...asShed, clientId });
    await closed(shed);
    assert.deepEqual(
      [gateway, door, again].map((client) => client.connected),
      [true, true, true],
    );
  });

  it('ends the oldest connection of a camera that has too many', async () => {
    await start(passwords);
    const first = await enter(asDoor);
    const others = [];
    for (let count = 0; count < 8; count += 1) others.push(await enter(asDoor));
    await closed(first);
    assert.ok(others.every((client) => client.connected));
  });
});

describe('the embedded broker', () => {
  it('needs no password where this machine alone reaches it, and keeps nothing for who is away', async () => {
    await start({});
    const away = await enter({ clientId: 'away', clean: false });
    assert.ok(await granted(away, 'cameras/door/control'));
    await away.endAsync();
    const gateway = await enter(broker.credentials);
    await gateway.publishAsync('cameras/door/control', 'late', { qos: 1 });
    const back = await enter({ clientId: 'away', clean: false });
    const heard: string[] = [];
    back.on('message', (_, payload) => heard.push(String(payload)));
    assert.ok(await granted(back, 'cameras/door/control'));
    await gateway.publishAsync('cameras/door/control', 'now', { qos: 1 });
    if (heard.length === 0) await within(comes(back, 'message'), 'the command');
    assert.deepEqual(heard, ['now']);
  });

  it('cuts off a packet that is too big at its first bytes, from whoever', async () => {
    await start({});
    const stranger = connectSocket(Number(new URL(broker.url).port), '127.0.0.1');
    stranger.on('error', () => {});
    // A CONNECT of 256 MiB.
    stranger.write(Buffer.from([0x10, 0xff, 0xff, 0xff, 0x7f]));
    await within(once(stranger, 'close'), 'the end of the stranger');
    const client = await enter({});
    client.publish('cameras/door/status', 'x'.repeat(40_000));
    await closed(client);
    const small = await enter({});
    await within(
      small.publishAsync('cameras/door/status', 'x'.repeat(20_000), { qos: 1 }),
      'the acknowledgement',
    );
  });

  it('survives whatever is no MQTT at all', async () => {
    await start({});
    for (const junk of [
      'GET / HTTP/1.1\r\n\r\n',
      '\x00'.repeat(64),
      '\x10\x0c\x00\x04MQTT\x09\x02\x00\x3c\x00\x00',
    ]) {
      const stranger = connectSocket(Number(new URL(broker.url).port), '127.0.0.1');
      stranger.on('error', () => {});
      stranger.resume();
      stranger.write(Buffer.from(junk, 'latin1'));
      await within(once(stranger, 'close'), `the end of ${JSON.stringify(junk.slice(0, 10))}`, 10_000);
    }
    await enter({});
  });

  const mosquitto = spawnSync('mosquitto_pub', ['--help']).error ? 'mosquitto_pub is not installed' : false;
  it('takes Mosquitto’s own programs as it takes cameras', { skip: mosquitto }, async () => {
    await start(passwords);
    const gateway = await enter(broker.credentials);
    await granted(gateway, 'cameras/+/status');
    const { port } = new URL(broker.url);
    const publish = (...more: string[]) =>
      runAside('mosquitto_pub', ['-p', port, '-q', '1', '-t', 'cameras/door/status', '-m', 'idle', ...more]);
    assert.notEqual(await publish(), 0);
    assert.notEqual(await publish('-u', 'door', '-P', 'guessed'), 0);
    const told = comes(gateway, 'message');
    assert.equal(await publish('-u', 'door', '-P', passwords.door), 0);
    await within(told, 'the status');
  });
});

async function runAside(program: string, args: string[]): Promise<number | null> {
  const child = spawn(program, args, { stdio: 'ignore' });
  await within(once(child, 'exit'), `the end of ${program}`, 10_000);
  return child.exitCode;
}
