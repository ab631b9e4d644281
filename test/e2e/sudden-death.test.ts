import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startAgentProcess } from '../support/agent-process.js';
import { until } from '../support/deadline.js';
import { openSession } from '../support/gateway-client.js';
import { recordMessages } from '../support/mqtt-recorder.js';
import { ffmpegsNaming, ffmpegsOf } from '../support/processes.js';
import { cameraId, startScene } from '../support/scene.js';

describe('a gateway that is killed', () => {
  it('leaves no ffmpeg, and the agent stops by its lease', async () => {
    const leaseMs = 4000;
    const scene = await startScene({ sessions: { leaseMs } });
    const agent = await startAgentProcess({
      mqttUrl: scene.mosquitto.url,
      settings: { capture: { type: 'test' } },
    });
    try {
      const recorder = await recordMessages(scene.mosquitto.url, `cameras/${cameraId}/status`);
      scene.opened.push(recorder);
      const lastState = () => recorder.messages.at(-1)?.state;
      await until(() => lastState() === 'idle', { what: 'the agent to be there', withinMs: 10_000 });
      await openSession(scene.gateway.url, cameraId);
      await until(() => lastState() === 'streaming', { what: 'the agent to stream', withinMs: 5000 });
      const [receiver] = await ffmpegsOf(scene.gateway.pid);
      assert.ok(receiver, 'the gateway has an ffmpeg');
      const port = /:(\d{5})\?/.exec(receiver.command)?.[1];
      assert.ok(port);

      await scene.gateway.kill();
      await until(async () => (await ffmpegsNaming(`:${port}?`)).every(({ pid }) => pid !== receiver.pid), {
        what: "the gateway's ffmpeg to be gone",
        withinMs: 3000,
      });
      await until(() => lastState() === 'idle', {
        what: 'the agent to stop by its lease',
        withinMs: leaseMs + 3000,
      });
      assert.deepEqual(await ffmpegsOf(agent.pid), []);
    } finally {
      assert.equal(await agent.close(), 0);
      await scene.close();
    }
  });
});
