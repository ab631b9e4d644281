/** Who may send media: the camera that START went to, for as long as its run lasts. All others are not heard. */
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { afterEach, describe, it } from 'node:test';
import { startAgentProcess } from '../support/agent-process.js';
import { until, within } from '../support/deadline.js';
import { freeUdpPortRange } from '../support/free-port.js';
import { cameraStateOf } from '../support/gateway-client.js';
import { type MqttRecorder, recordMessages } from '../support/mqtt-recorder.js';
import { type PersistentViewer, startPersistentViewer } from '../support/persistent-viewer.js';
import { waitUntilNoFfmpegIsLeft } from '../support/processes.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pushAsStranger } from '../support/stranger-sender.js';

const portCount = 4;

let scene: Scene;
let control: MqttRecorder;
let firstPort: number;
let viewer: PersistentViewer | undefined;
afterEach(async () => {
  await viewer?.close();
  viewer = undefined;
  await scene.close();
});

async function open(protocol: 'srt' | 'udp'): Promise<void> {
  firstPort = await freeUdpPortRange(portCount);
  const ports = `${firstPort}-${firstPort + portCount - 1}`;
  scene = await startScene({ ingest: { ports }, cameras: [{ id: cameraId, ingest: { protocol } }] });
  control = await recordMessages(scene.mosquitto.url, `cameras/${cameraId}/control`);
  scene.opened.push(control);
  const agent = await startAgentProcess({
    mqttUrl: scene.mosquitto.url,
    settings: { capture: { type: 'test' } },
  });
  scene.opened.push(agent);
  await untilState('idle');
}

const untilState = (state: string) =>
  until(async () => (await cameraStateOf(scene.gateway.url, cameraId)).state === state, {
    what: `the camera to be ${state}`,
    withinMs: 15_000,
  });

async function watch(): Promise<PersistentViewer> {
  viewer = startPersistentViewer(scene.gateway.url, cameraId);
  await viewer.untilMoving({ what: 'the first picture', withinMs: 15_000 });
  return viewer;
}

const starts = () => control.messages.filter(({ action }) => action === 'START_LIVE_STREAM');
const runCount = () => new Set(starts().map(({ runId }) => runId)).size;
const urlOf = (start: Record<string, unknown> = {}) => (start.output as { url: string }).url;

async function receivedBytes(): Promise<number> {
  const text = await (await fetch(`${scene.gateway.url}/metrics`)).text();
  return Number(/^rpi_live_camera_ingest_bytes_total\{.*\} (\d+)$/m.exec(text)?.[1]);
}

const push = (url: string) => pushAsStranger(scene, url);

/** A port scan and more: everything that is no camera, at every port of the range. */
async function sendJunk(): Promise<void> {
  const socket = createSocket('udp4');
  const datagrams = [
    Buffer.alloc(0),
    Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    Buffer.alloc(1316, 0x47),
    Buffer.alloc(1316, 0xff),
    // A handshake of SRT, as far as its type.
    Buffer.concat([Buffer.from([0x80, 0, 0, 0]), Buffer.alloc(60, 1)]),
  ];
  for (let round = 0; round < 20; round += 1) {
    for (let port = firstPort; port < firstPort + portCount; port += 1) {
      for (const datagram of datagrams)
        await new Promise<void>((resolve) => socket.send(datagram, port, '127.0.0.1', () => resolve()));
    }
  }
  socket.close();
}

describe('a sender that nobody asked', () => {
  it('is not heard beside the camera, even with the passphrase of the run', async () => {
    await open('srt');
    const { untilMoving } = await watch();
    const { exited } = push(urlOf(starts()[0]));
    await within(exited, { what: 'the second caller to be refused', withinMs: 15_000 });
    await untilMoving({ what: 'the picture to go on', withinMs: 5000 });
    assert.equal(runCount(), 1);
  });

  it('is not heard after the run with its passphrase, however often it calls', async () => {
    await open('srt');
    await watch();
    const url = urlOf(starts()[0]);
    await viewer?.close();
    await untilState('idle');
    await waitUntilNoFfmpegIsLeft(scene.gateway.pid, 5000);
    const before = await receivedBytes();
    await within(push(url).exited, { what: 'the end of the caller', withinMs: 15_000 });
    assert.equal(await receivedBytes(), before);
    assert.equal((await cameraStateOf(scene.gateway.url, cameraId)).state, 'idle');
    // The next run has another passphrase.
    await watch();
    assert.notEqual(
      new URL(urlOf(starts().at(-1))).searchParams.get('passphrase'),
      new URL(url).searchParams.get('passphrase'),
    );
  });

  for (const protocol of ['srt', 'udp'] as const) {
    it(`and sends junk to every port disturbs nothing, before, in and after a run over ${protocol}`, async () => {
      await open(protocol);
      await sendJunk();
      assert.equal(await receivedBytes(), 0);
      const { untilMoving } = await watch();
      await sendJunk();
      await untilMoving({ what: 'the picture to go on', withinMs: 5000 });
      assert.equal(runCount(), 1);
      await viewer?.close();
      await untilState('idle');
      const after = await receivedBytes();
      await sendJunk();
      assert.equal(await receivedBytes(), after);
    });
  }

  // Whose datagrams come first has the run: that is all that UDP can tell, unless cameras[].ingest.source says more.
  it('is not heard over UDP before START, after STOP, or beside the one who sends', async () => {
    await open('udp');
    const early = push(`udp://127.0.0.1:${firstPort}?pkt_size=1316`);
    await sendJunk();
    assert.equal(await receivedBytes(), 0);
    const { untilMoving } = await watch();
    early.end();
    await early.exited;
    await untilMoving({ what: 'the picture to go on', withinMs: 10_000 });
    const url = urlOf(starts().at(-1));
    const second = push(url);
    await untilMoving({ what: 'the picture to go on beside another sender', withinMs: 5000 });
    const runs = runCount();
    await viewer?.close();
    await untilState('idle');
    const after = await receivedBytes();
    // The second sender still sends, and the port is closed.
    const third = push(url);
    await sendJunk();
    assert.equal(await receivedBytes(), after);
    assert.equal(runCount(), runs);
    second.end();
    third.end();
  });
});
