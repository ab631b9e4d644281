import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { until, within } from '../support/deadline.js';
import { openSession } from '../support/gateway-client.js';
import { recordMessages } from '../support/mqtt-recorder.js';
import { ffmpegsNaming, ffmpegsOf } from '../support/processes.js';
import { cameraId, startScene } from '../support/scene.js';

const agentEntry = fileURLToPath(new URL('../../packages/agent/src/testing/run-cli.ts', import.meta.url));

/** The agent as the program that runs on a Pi. */
async function startAgent(mqttUrl: string) {
  const folder = mkdtempSync(join(tmpdir(), 'agent-'));
  const file = join(folder, 'agent.json');
  writeFileSync(file, JSON.stringify({ cameraId, mqtt: { url: mqttUrl }, capture: { type: 'test' } }));
  const child = spawn(
    process.execPath,
    ['--conditions=@rpi-live-camera/source', '--import', 'tsx', agentEntry, '--config', file],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  return {
    pid: child.pid as number,
    async close() {
      child.kill('SIGTERM');
      await within(exited, { what: 'the agent to end', withinMs: 5000 });
      rmSync(folder, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

describe('a gateway that is killed', () => {
  it('leaves no ffmpeg, and the agent stops by its lease', async () => {
    const leaseMs = 4000;
    const scene = await startScene({ sessions: { leaseMs } });
    const agent = await startAgent(scene.mosquitto.url);
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
