/** Strangers who send to a gateway or to a camera: refused, logged once, and nothing else disturbed. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { connectAsync } from 'mqtt';
import { type AgentProcess, startAgentProcess } from '../support/agent-process.js';
import { until, within } from '../support/deadline.js';
import { openSession } from '../support/gateway-client.js';
import { type MqttRecorder, recordMessages } from '../support/mqtt-recorder.js';
import { type PersistentViewer, startPersistentViewer } from '../support/persistent-viewer.js';
import { ffmpegsOf, waitUntilNothingRunsBelow } from '../support/processes.js';
import { cameraId, type Scene, startScene } from '../support/scene.js';
import { pushAsStranger } from '../support/stranger-sender.js';

const controlTopic = `cameras/${cameraId}/control`;

let scene: Scene;
let viewer: PersistentViewer | undefined;
afterEach(async () => {
  await viewer?.close();
  viewer = undefined;
  await scene.close();
});

async function open(settings: Record<string, unknown> = {}): Promise<MqttRecorder> {
  scene = await startScene(settings);
  const control = await recordMessages(scene.mosquitto.url, controlTopic);
  scene.opened.push(control);
  return control;
}

async function startAgent(): Promise<AgentProcess> {
  const agent = await startAgentProcess({
    mqttUrl: scene.mosquitto.url,
    settings: { capture: { type: 'test' } },
  });
  scene.opened.push(agent);
  return agent;
}

async function watch(): Promise<PersistentViewer> {
  viewer = startPersistentViewer(scene.gateway.url, cameraId);
  await viewer.untilMoving({ what: 'the first picture', withinMs: 15_000 });
  return viewer;
}

const push = (url: string) => pushAsStranger(scene, url);

const startsIn = (control: MqttRecorder) =>
  control.messages.filter(({ action }) => action === 'START_LIVE_STREAM');
const urlIn = (start: Record<string, unknown> = {}) => (start.output as { url: string }).url;
const runsIn = (control: MqttRecorder) => new Set(startsIn(control).map(({ runId }) => runId)).size;
const countOf = (pattern: RegExp, log: string) => log.split('\n').filter((line) => pattern.test(line)).length;

describe('a stranger', () => {
  it('who calls over SRT with another passphrase is refused, logged once, and the camera is heard', async () => {
    const control = await open({ ingest: { timeoutMs: 10_000 } });
    const opening = openSession(scene.gateway.url, cameraId);
    const start = await until(() => startsIn(control)[0], { what: 'START', withinMs: 5000 });
    const url = urlIn(start);
    for (const guess of ['guessedguessedguessed', 'guessedagainandagain']) {
      const { exited } = push(url.replace(/passphrase=\w+/, `passphrase=${guess}`));
      await within(exited, { what: 'the refusal of the stranger', withinMs: 5000 });
    }
    push(url);
    await (await opening).close();
    assert.equal(countOf(/refused an SRT caller without the passphrase/, scene.gateway.log()), 1);
    assert.equal(runsIn(control), 1);
  });

  it('who sends over UDP from another address is refused and logged once while the picture goes on', async () => {
    const control = await open({ cameras: [{ id: cameraId, ingest: { protocol: 'udp' } }] });
    await startAgent();
    const { untilMoving } = await watch();
    const url = urlIn(startsIn(control)[0]);
    for (const host of ['127.0.0.2', '127.0.0.3']) push(`${url}&localaddr=${host}`);
    const isTold = () => /datagrams from another address than the camera/.test(scene.gateway.log());
    await until(isTold, { what: 'the gateway to tell of the stranger', withinMs: 5000 });
    await untilMoving({ what: 'the picture to go on', withinMs: 5000 });
    assert.equal(countOf(/datagrams from another address than the camera/, scene.gateway.log()), 1);
    assert.equal(runsIn(control), 1);
  });

  describe('who listens in on START', () => {
    let agent: AgentProcess;
    let send: (retain: boolean) => Promise<unknown>;
    beforeEach(async () => {
      const control = await open();
      agent = await startAgent();
      await watch();
      const stranger = await connectAsync(scene.mosquitto.url, { protocolVersion: 4 });
      scene.opened.push({ close: () => stranger.endAsync(true) });
      const text = JSON.stringify(startsIn(control)[0]);
      send = (retain) => stranger.publishAsync(controlTopic, text, { qos: 1, retain });
    });

    it('and repeats it has no effect, and is logged once', async () => {
      const before = await ffmpegsOf(agent.pid);
      for (let count = 0; count < 3; count += 1) await send(false);
      const isTold = () => /ignored a command that came before/.test(agent.log());
      await until(isTold, { what: 'the agent to tell of the repetition', withinMs: 3000 });
      await viewer?.untilMoving({ what: 'the picture to go on', withinMs: 5000 });
      assert.deepEqual(await ffmpegsOf(agent.pid), before);
      assert.equal(countOf(/ignored a command that came before/, agent.log()), 1);
    });

    it('and leaves it retained wakes no camera, and is logged once', async () => {
      await viewer?.close();
      await agent.close();
      await send(true);
      agent = await startAgent();
      const isTold = () => /ignored a control message: it is a retained message/.test(agent.log());
      await until(isTold, { what: 'the agent to tell of the retained message', withinMs: 10_000 });
      await waitUntilNothingRunsBelow(agent.pid, 2500);
      await watch();
      assert.equal(countOf(/ignored a control message/, agent.log()), 1);
    });
  });
});
