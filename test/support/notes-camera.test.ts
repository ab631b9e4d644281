/** The camera of the notes by itself: it obeys `action`, and never outlives the test. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { connectAsync } from 'mqtt';
import { until, within } from './deadline.js';
import { startMosquitto } from './mosquitto.js';
import { notesControlTopic, startNotesCamera } from './notes-camera.js';
import { isRunning } from './processes.js';

describe("the notes' camera", () => {
  it('pushes MPEG-TS from START to STOP, and reads nothing but `action`', async (t) => {
    const broker = await startMosquitto();
    t.after(() => broker.close());
    const gateway = createSocket('udp4');
    gateway.bind(0, '127.0.0.1');
    await once(gateway, 'listening');
    t.after(() => gateway.close());
    const camera = await startNotesCamera({ brokerPort: broker.port, udpPort: gateway.address().port });
    t.after(() => camera.close());
    const client = await connectAsync(broker.url);
    t.after(() => client.endAsync(true));

    const firstDatagram = once(gateway, 'message');
    const start = { action: 'START_LIVE_STREAM', output: { url: 'udp://127.0.0.1:9' }, leaseMs: 1 };
    await client.publishAsync(notesControlTopic, JSON.stringify(start), { qos: 1 });
    const [datagram] = (await within(firstDatagram, { what: 'a datagram', withinMs: 5000 })) as [Buffer];
    assert.equal(datagram[0], 0x47);
    await camera.waitForState('streaming', 5000);
    await client.publishAsync(notesControlTopic, '{"action":"STOP_LIVE_STREAM"}', { qos: 1 });
    await camera.waitForState('idle', 5000);
    assert.deepEqual(camera.heard, ['START_LIVE_STREAM', 'STOP_LIVE_STREAM']);
  });

  it('ends with its parent, even when that is killed', async (t) => {
    const broker = await startMosquitto();
    t.after(() => broker.close());
    const code = `
      import { startNotesCamera } from ${JSON.stringify(new URL('./notes-camera.ts', import.meta.url).href)};
      const camera = await startNotesCamera({ brokerPort: ${broker.port}, udpPort: 9 });
      console.log(camera.pid);`;
    const flags = ['--import', 'tsx', '--input-type=module', '-e', code];
    const parent = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [pid] = await within(once(parent.stdout, 'data'), { what: 'its pid', withinMs: 20_000 });
    parent.kill('SIGKILL');
    await until(async () => !(await isRunning(Number(pid))), {
      what: 'the end of the camera',
      withinMs: 5000,
    });
  });
});
