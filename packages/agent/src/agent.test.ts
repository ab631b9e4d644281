import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { type Agent, type AgentDeps, createAgent } from './agent.js';
import type { AgentOptions } from './config/agent-config.js';
import { type Logger, silentLogger } from './log/logger.js';
import { FakeCapture } from './testing/fake-capture.js';
import { startTestBroker, type TestBroker } from './testing/test-broker.js';
import { TestGateway } from './testing/test-gateway.js';
import { openUdpReceiver, type UdpReceiver } from './testing/udp-receiver.js';
import { until } from './testing/within.js';

const cameraId = 'front-door';
const startAction = { action: 'START_LIVE_STREAM', leaseMs: 30_000 };
const stopAction = { action: 'STOP_LIVE_STREAM' };
const nowhere = { url: 'udp://127.0.0.1:9', format: 'mpegts' };

/** What a test opened, closed after it in reverse order. */
const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function openBroker(): Promise<TestBroker> {
  const broker = await startTestBroker();
  opened.push(() => broker.kill());
  return broker;
}

async function openGateway(broker: TestBroker, controlTopic?: string): Promise<TestGateway> {
  const gateway = await TestGateway.connect(broker.url, cameraId, controlTopic);
  opened.push(() => gateway.close());
  return gateway;
}

async function openAgent(
  broker: TestBroker,
  deps: AgentDeps = {},
  options: Partial<AgentOptions> = {},
): Promise<Agent> {
  const agent = createAgent(
    { cameraId, mqtt: { url: broker.url }, capture: { type: 'test' }, ...options },
    deps,
  );
  opened.push(() => agent.close());
  await agent.start();
  return agent;
}

async function openReceiver(): Promise<UdpReceiver> {
  const receiver = await openUdpReceiver();
  opened.push(() => receiver.close());
  return receiver;
}

async function setUp(deps: AgentDeps = {}, options: Partial<AgentOptions> = {}) {
  const broker = await openBroker();
  const gateway = await openGateway(broker);
  const agent = await openAgent(broker, deps, options);
  await gateway.state('idle');
  return { broker, gateway, agent };
}

describe('an agent with a test picture', () => {
  it('streams from START to STOP', async () => {
    const { gateway } = await setUp();
    const receiver = await openReceiver();
    const startId = await gateway.send({ ...startAction, runId: 'A', output: receiver.output });
    const datagram = await receiver.nextDatagram();
    assert.equal(datagram[0], 0x47, 'an MPEG-TS packet begins with its sync byte');
    await gateway.reply(startId, 'accepted');
    await gateway.reply(startId, 'succeeded');
    assert.equal((await gateway.state('streaming')).runId, 'A');
    const stopId = await gateway.send({ ...stopAction, runId: 'A' });
    await gateway.reply(stopId, 'succeeded');
    await gateway.state('idle');
    assert.deepEqual(receiver.senderPids(), []);
  });

  it('moves to the output of another run with one ffmpeg at a time', async () => {
    const { gateway } = await setUp();
    const first = await openReceiver();
    const second = await openReceiver();
    await gateway.send({ ...startAction, runId: 'A', output: first.output });
    await first.nextDatagram();
    await gateway.send({ ...startAction, runId: 'B', output: second.output });
    await second.nextDatagram();
    assert.deepEqual(first.senderPids(), []);
    assert.equal(
      (await gateway.status('streaming B', ({ state, runId }) => state === 'streaming' && runId === 'B'))
        .lastError,
      null,
    );
  });

  it('stops by itself when its broker dies and its lease runs out', async () => {
    const { broker, gateway } = await setUp();
    const receiver = await openReceiver();
    await gateway.send({ ...startAction, runId: 'A', leaseMs: 1500, output: receiver.output });
    await receiver.nextDatagram();
    await broker.kill();
    opened.splice(0, 1);
    assert.equal(receiver.senderPids().length > 0, true);
    await until(() => receiver.senderPids().length === 0, 5000, 'ffmpeg is gone');
  });

  it('tells why ffmpeg failed, without the passphrase', async () => {
    const { gateway } = await setUp();
    const url = 'srt://127.0.0.1:9?mode=caller&passphrase=abcdefghijkl&connect_timeout=200';
    const startId = await gateway.send({ ...startAction, runId: 'A', output: { url, format: 'mpegts' } });
    const reply = await gateway.reply(startId, 'failed');
    assert.equal(reply.error?.code, 'capture_failed');
    const status = await gateway.state('error');
    assert.match(status.lastError?.message ?? '', /passphrase=\*\*\*/);
    assert.doesNotMatch(JSON.stringify([...gateway.statuses, ...gateway.replies]), /abcdefghijkl/);
  });

  it('says so when there is no ffmpeg', async () => {
    const { gateway } = await setUp({}, { ffmpegPath: '/no/such/ffmpeg' });
    const startId = await gateway.send({ ...startAction, runId: 'A', output: nowhere });
    assert.equal((await gateway.reply(startId, 'failed')).error?.code, 'program_missing');
  });
});

describe('an agent on MQTT', () => {
  it('renews a run without restarting anything', async () => {
    const capture = new FakeCapture();
    const { gateway } = await setUp({ capture });
    await gateway.send({ ...startAction, runId: 'A', output: nowhere });
    await gateway.state('streaming');
    const renewalId = await gateway.send({
      ...startAction,
      runId: 'A',
      output: { ...nowhere, url: 'udp://127.0.0.1:10' },
    });
    await gateway.reply(renewalId, 'succeeded');
    assert.equal(capture.requests.length, 1);
  });

  it('never runs two captures, however fast runs replace each other', async () => {
    const capture = new FakeCapture();
    const { gateway } = await setUp({ capture });
    for (const runId of ['A', 'B', 'C', 'D']) await gateway.send({ ...startAction, runId, output: nowhere });
    await gateway.status('streaming D', ({ state, runId }) => state === 'streaming' && runId === 'D');
    assert.equal(capture.maxRunning, 1);
  });

  it('asks the capture for what START wants and its configuration for the rest', async () => {
    const capture = new FakeCapture();
    const { gateway } = await setUp({ capture }, { video: { width: 320, height: 240 } });
    await gateway.send({ ...startAction, runId: 'A', output: nowhere, video: { height: 200 } });
    await gateway.state('streaming');
    const { width, height, framesPerSecond } = capture.requests[0]!.video;
    assert.deepEqual({ width, height, framesPerSecond }, { width: 320, height: 200, framesPerSecond: 30 });
  });

  it('tries a failed capture again and tells why meanwhile', async () => {
    const capture = new FakeCapture();
    const { gateway } = await setUp({ capture });
    await gateway.send({ ...startAction, runId: 'A', output: nowhere });
    await gateway.state('streaming');
    capture.fail({ code: 'capture_failed', message: 'it broke' });
    assert.equal((await gateway.state('error')).lastError?.message, 'it broke');
    assert.equal((await gateway.state('streaming')).lastError, null);
    assert.equal(capture.requests.length, 2);
  });

  it('ignores a retained START on every connection, says so once, and goes on with what it does', async () => {
    const broker = await openBroker();
    const gateway = await openGateway(broker);
    await gateway.send({ ...startAction, runId: 'A', output: nowhere }, { retain: true });
    const capture = new FakeCapture();
    const said: string[] = [];
    const logger: Logger = { ...silentLogger, warn: (_facts, message) => said.push(message) };
    await openAgent(broker, { capture, logger });
    await gateway.state('idle');
    const runId = 'B';
    await gateway.reply(await gateway.send({ ...startAction, runId, output: nowhere }), 'succeeded');
    broker.disconnect(cameraId);
    await gateway.state('offline');
    await gateway.state('streaming');
    await gateway.reply(await gateway.send({ ...startAction, runId, output: nowhere }), 'succeeded');
    assert.equal(capture.requests.length, 1);
    assert.deepEqual(
      said.filter((message) => message.startsWith('ignored')),
      ['ignored a control message: it is a retained message; publish commands without retain'],
    );
  });

  it('drops a message that it has seen, says so once, and goes on with what it does', async () => {
    const capture = new FakeCapture();
    const said: string[] = [];
    const logger: Logger = { ...silentLogger, info: (_facts, message) => said.push(message) };
    const { gateway } = await setUp({ capture, logger });
    const id = await gateway.send({ ...startAction, runId: 'A', output: nowhere });
    for (const runId of ['B', 'B', 'A']) await gateway.send({ ...startAction, runId, output: nowhere, id });
    const laterId = await gateway.send({ ...startAction, runId: 'A', output: nowhere });
    await gateway.reply(laterId, 'succeeded');
    assert.equal(capture.requests.length, 1);
    assert.equal(
      gateway.replies.filter((reply) => reply.inReplyTo === id && reply.status === 'accepted').length,
      1,
    );
    assert.equal(said.filter((message) => message === 'ignored a command that came before').length, 1);
  });

  it('answers an unknown action and a START without output with what to do', async () => {
    const { gateway } = await setUp({ capture: new FakeCapture() });
    const danceId = await gateway.send({ action: 'DANCE' });
    assert.equal((await gateway.reply(danceId, 'rejected')).error?.code, 'unknown_action');
    const startId = await gateway.send({ ...startAction, runId: 'A' });
    assert.match((await gateway.reply(startId, 'rejected')).error?.message ?? '', /Send output\.url/);
  });

  it('streams to its configured output when START is nothing but an action', async () => {
    const capture = new FakeCapture();
    const { gateway } = await setUp({ capture }, { output: { url: nowhere.url } });
    await gateway.send({ action: 'START_LIVE_STREAM' });
    await gateway.state('streaming');
    assert.equal(capture.requests[0]?.output.url, nowhere.url);
  });

  it('listens on another control topic when told to', async () => {
    const broker = await openBroker();
    const gateway = await openGateway(broker, 'site/front-door/commands');
    const options = { mqtt: { url: broker.url, controlTopic: 'site/{cameraId}/commands' } };
    await openAgent(broker, { capture: new FakeCapture() }, options);
    await gateway.state('idle');
    await gateway.send({ ...startAction, runId: 'A', output: nowhere });
    await gateway.state('streaming');
  });
});

describe('the connection of an agent', () => {
  it('comes back after a refused CONNECT', async () => {
    const broker = await openBroker();
    const gateway = await openGateway(broker);
    broker.refusalsLeft = 1;
    await openAgent(broker, { capture: new FakeCapture() });
    await gateway.state('idle');
    assert.equal(broker.connects.filter((clientId) => clientId === cameraId).length, 2);
  });

  it('names each connection anew, in the status and in its will', async () => {
    const { broker, gateway } = await setUp({ capture: new FakeCapture() });
    const { connectionId } = await gateway.state('idle');
    broker.disconnect(cameraId);
    const will = await gateway.state('offline');
    assert.equal(will.connectionId, connectionId);
    const back = await gateway.state('idle');
    assert.notEqual(back.connectionId, connectionId);
  });

  it('goes on streaming while the broker is away', async () => {
    const capture = new FakeCapture();
    const { broker, gateway } = await setUp({ capture });
    await gateway.send({ ...startAction, runId: 'A', output: nowhere });
    await gateway.state('streaming');
    broker.disconnect(cameraId);
    await gateway.state('offline');
    assert.equal((await gateway.state('streaming')).runId, 'A');
    assert.equal(capture.requests.length, 1);
  });

  it('tells offline when it is closed, and keeps its will to itself', async () => {
    const capture = new FakeCapture();
    const { gateway, agent } = await setUp({ capture });
    await gateway.send({ ...startAction, runId: 'A', output: nowhere });
    await gateway.state('streaming');
    await agent.close();
    await gateway.state('offline');
    assert.equal(capture.requests[0]?.signal.aborted, true);
    assert.equal(gateway.statuses.filter(({ state }) => state === 'offline').length, 1);
  });

  it('closes at once when it never reached a broker', async () => {
    const broker = await startTestBroker();
    await broker.kill();
    const agent = createAgent({ cameraId, mqtt: { url: broker.url } }, { capture: new FakeCapture() });
    await agent.start();
    await agent.close();
    await agent.close();
  });
});
